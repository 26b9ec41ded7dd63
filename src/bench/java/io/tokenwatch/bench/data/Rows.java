package io.tokenwatch.bench.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the rows of all tables: what columns have in common is given in parts, what differs each time is drawn. */
final class Rows {
    private static final Choices REGIONS = Choices.of("regions");
    private static final Choices REQUESTS = Choices.of("graph-requests");
    private static final String ID = "{id}";
    private static final int TOKEN_SECONDS = 3000;

    private final LogOutput out;
    private final Seeded random;
    private final Times times = new Times();
    private final Map<String, RowTemplate> templates = new HashMap<>();
    private final Map<String, byte[]> values = new HashMap<>();
    private final List<byte[]> policies = RowTemplate.values("policies");
    private final List<byte[]> details = RowTemplate.values("authentication-details");
    private final List<byte[]> processing = RowTemplate.values("processing-details");
    private int written;

    /** @param random draws what differs each time */
    Rows(Tenant tenant, LogOutput out, Seeded random) {
        this.out = out;
        this.random = random;
        values.putAll(tenant.columns());
    }

    /** How many rows were written. */
    int written() {
        return written;
    }

    /** Writes a user's sign-in; of two parts that have a column, the later counts. */
    void userSignIn(long ticks, List<Map<String, byte[]>> parts) throws IOException {
        values.put("AuthenticationDetails", any(details));
        values.put("AuthenticationProcessingDetails", any(processing));
        values.put("ConditionalAccessPolicies", any(policies));
        values.put("ProcessingTimeInMs", digits(random.between(20, 719)));
        signIn("AADNonInteractiveUserSignInLogs", ticks, Guid.of(random), parts);
    }

    /** Writes a program's sign-in; its id is that of the token that it issues. */
    void principalSignIn(long ticks, Principal principal, Guid id, List<Map<String, byte[]>> parts) throws IOException {
        values.putAll(principal.columns());
        signIn(principal.table(), ticks, id, parts);
    }

    private void signIn(String table, long ticks, Guid id, List<Map<String, byte[]>> parts) throws IOException {
        values.put("Id", id.text());
        values.put("UniqueTokenIdentifier", id.token());
        values.put("CorrelationId", Guid.of(random).text());
        write(table, ticks, parts);
    }

    /** Writes a Graph call with a token. */
    void graphCall(long ticks, byte[] token, List<Map<String, byte[]>> parts) throws IOException {
        Choice request = REQUESTS.pick(random);
        values.putAll(request.columns());
        values.put("RequestPath", path(request));
        values.putAll(REGIONS.pick(random).columns());
        values.put("SignInActivityId", token);
        values.put("RequestId", Guid.of(random).text());
        values.put("ClientRequestId", Guid.of(random).text());
        values.put("DurationMs", digits(1000 + random.skewedBelow(900_000)));
        values.put("ResponseSizeBytes", digits(random.below(20_000)));
        values.put("TokenIssuedAt", times.iso(ticks - random.below(TOKEN_SECONDS) * Times.SECOND));
        write("MicrosoftGraphActivityLogs", ticks, parts);
    }

    private byte[] path(Choice request) {
        String path = request.text("path");
        if (!path.contains(ID)) {
            return request.columns().get("path");
        }
        while (path.contains(ID)) {
            path = path.replaceFirst("\\{id}", new String(Guid.of(random).text(), StandardCharsets.US_ASCII));
        }
        return Choice.utf8(path);
    }

    private void write(String table, long ticks, List<Map<String, byte[]>> parts) throws IOException {
        parts.forEach(values::putAll);
        values.put("TimeGenerated", times.iso(ticks));
        templates.computeIfAbsent(table, RowTemplate::of).write(values, out);
        written++;
    }

    private byte[] any(List<byte[]> list) {
        return list.get(random.below(list.size()));
    }

    private static byte[] digits(int number) {
        return Choice.utf8(String.valueOf(number));
    }
}
