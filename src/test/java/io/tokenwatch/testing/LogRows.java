package io.tokenwatch.testing;

import io.tokenwatch.event.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Rows of the logs, as Log Analytics writes them. */
public final class LogRows {
    private LogRows() {}

    /** A non-interactive sign-in that the detection over token use counts. */
    public static String tokenUse(String user, String time, String address, String resource) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", time);
        row.put("Id", id("ni", user, time, address, resource));
        row.put("ResultType", "0");
        row.put("UserPrincipalName", user);
        row.put("AppDisplayName", "Microsoft Office");
        row.put("ResourceDisplayName", resource);
        row.put("IPAddress", address);
        row.put("LocationDetails", "{\"countryOrRegion\":\"CH\"}");
        row.put("UserAgent", "python-requests/2.31.0");
        row.put("AuthenticationRequirement", "singleFactorAuthentication");
        row.put("ConditionalAccessStatus", "notApplied");
        row.put("Type", "AADNonInteractiveUserSignInLogs");
        return JsonText.of(row);
    }

    /** A service principal's sign-in that issued a token. */
    public static String tokenIssued(String principal, String time, String address, String token) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", time);
        row.put("Id", id("sp", principal, time, address, token));
        row.put("UniqueTokenIdentifier", token);
        row.put("IPAddress", address);
        row.put("ServicePrincipalName", principal);
        row.put("ServicePrincipalCredentialKeyId", "key-of-" + principal);
        row.put("Type", "AADServicePrincipalSignInLogs");
        return JsonText.of(row);
    }

    /** A successful Graph call with a token. */
    public static String tokenUsed(String time, String address, String token) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", time);
        row.put("RequestId", id("gr", time, address, token));
        row.put("SignInActivityId", token);
        row.put("IPAddress", address);
        row.put("ServicePrincipalId", "6e0e3a6c-5a51-4c0e-9a0b-3c2f0a4d7f11");
        row.put("RequestUri", "https://graph.microsoft.com/v1.0/users");
        row.put("RequestMethod", "GET");
        row.put("ResponseStatusCode", 200);
        row.put("Type", "MicrosoftGraphActivityLogs");
        return JsonText.of(row);
    }

    /**
     * Thirteen rows of 1 May 2024, of which two alerts come: a user with eleven sign-ins in an hour, and a token used
     * from another address.
     */
    public static List<String> twoAlerts() {
        List<String> rows = new ArrayList<>();
        for (int minute = 10; minute < 21; minute++) {
            rows.add(tokenUse(
                    "anna@example.com", "2024-05-01T10:" + minute + ":00.0000000Z", "203.0.113.7", "Microsoft Graph"));
        }
        rows.add(tokenIssued("backup", "2024-05-01T10:30:00.0000000Z", "198.51.100.1", "AAAAAAAAAAAAAAAAAAAAAA"));
        rows.add(tokenUsed("2024-05-01T10:31:00.0000000Z", "203.0.113.99", "AAAAAAAAAAAAAAAAAAAAAA"));
        return rows;
    }

    private static String id(String... parts) {
        return UUID.nameUUIDFromBytes(String.join("|", parts).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }
}
