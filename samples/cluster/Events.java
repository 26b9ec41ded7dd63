import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Prints rows of the last two hours in no order: mostly harmless ones, 60 users with stolen tokens, and 60 stolen tokens of services. */
final class Events {
    private static final int THEFTS = 60;
    private static final Random RANDOM = new Random(42);

    private final List<String> rows = new ArrayList<>();
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);

    public static void main(String[] arguments) {
        Events events = new Events();
        for (int n = 0; n < THEFTS; n++) {
            events.userWithScript("victim" + n + "@example.com", 12 + n % 5, n);
            events.tokenElsewhere("service" + n, 1 + n % 3, n);
        }
        for (int left = Integer.parseInt(arguments[0]) - events.rows.size(); left > 0; left--) {
            events.harmless(left);
        }
        Collections.shuffle(events.rows, RANDOM);
        events.rows.forEach(System.out::println);
    }

    /** A script redeems a user's token again and again within an hour. */
    private void userWithScript(String user, int times, int n) {
        Instant hour = begin.plus(n % 2, ChronoUnit.HOURS);
        for (int i = 0; i < times; i++) {
            signIn(user, hour.plusSeconds(RANDOM.nextInt(3600)), "203.0.113." + n, "Microsoft Graph", "python-requests/2.31.0", "singleFactorAuthentication");
        }
    }

    /** A service's token is used at another address than it was issued to. */
    private void tokenElsewhere(String service, int calls, int n) {
        Instant issued = begin.plusSeconds(RANDOM.nextInt(3600));
        String token = String.format("Stolen%015dA", n);
        rows.add("{\"Type\":\"AADServicePrincipalSignInLogs\",\"TimeGenerated\":\"%s\",\"Id\":\"%s\",\"UniqueTokenIdentifier\":\"%s\",\"ServicePrincipalName\":\"%s\",\"IPAddress\":\"198.51.100.%d\"}"
                .formatted(issued, id(), token, service, n));
        for (int i = 0; i < calls; i++) {
            rows.add("{\"Type\":\"MicrosoftGraphActivityLogs\",\"TimeGenerated\":\"%s\",\"RequestId\":\"%s\",\"SignInActivityId\":\"%s\",\"ServicePrincipalId\":\"%s\",\"IPAddress\":\"203.0.113.%d\",\"RequestMethod\":\"GET\",\"RequestUri\":\"https://graph.microsoft.com/v1.0/users\",\"ResponseStatusCode\":200}"
                    .formatted(issued.plusSeconds(60 + RANDOM.nextInt(3000)), id(), token, service, n));
        }
    }

    /** A user who proves who he is, or a sign-in that is one of few. */
    private void harmless(int n) {
        Instant time = begin.plusSeconds(RANDOM.nextInt(7200));
        if (n % 2 == 0) {
            signIn("user" + n + "@example.com", time, "192.0.2." + n % 250, "Microsoft Graph", "curl/8.5.0", "singleFactorAuthentication");
        } else {
            signIn("user" + n % 500 + "@example.com", time, "192.0.2." + n % 250, "OneDrive", "Mozilla/5.0", "multiFactorAuthentication");
        }
    }

    private void signIn(String user, Instant time, String address, String resource, String agent, String factors) {
        rows.add("{\"Type\":\"AADNonInteractiveUserSignInLogs\",\"TimeGenerated\":\"%s\",\"Id\":\"%s\",\"ResultType\":\"0\",\"UserPrincipalName\":\"%s\",\"AppDisplayName\":\"Microsoft Office\",\"ResourceDisplayName\":\"%s\",\"IPAddress\":\"%s\",\"UserAgent\":\"%s\",\"AuthenticationRequirement\":\"%s\",\"ConditionalAccessStatus\":\"notApplied\"}"
                .formatted(time, id(), user, resource, address, agent, factors));
    }

    private static String id() {
        return new UUID(RANDOM.nextLong(), RANDOM.nextLong()).toString();
    }
}
