package io.tokenwatch.testing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The KQL queries of the detections, worked by brute force over Log Analytics rows, the plainest way that can be read
 * beside the queries. Written without the engine's code, to be compared with it.
 */
public final class KqlReference {
    private static final List<String> AGENTS = List.of(
            "python-requests",
            "curl/",
            "wget/",
            "go-http-client",
            "okhttp/",
            "node-fetch",
            "axios/",
            "postmanruntime",
            "libcurl",
            "ruby",
            "aiohttp",
            "httpx",
            "java/");
    private static final List<String> RESOURCES = List.of(
            "microsoft graph",
            "office 365 exchange online",
            "sharepoint online",
            "microsoft teams",
            "onedrive",
            "azure key vault",
            "windows azure service management api");

    /** One of the applications whose calls need no sign-in; the only one that rows for comparison may have. */
    public static final String TEAMS_SERVICES = "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe";

    private KqlReference() {}

    /** The rows of the hourly aggregation. Set columns hold the whole sets, uncapped. */
    public static List<Map<String, Object>> tokenUse(List<Map<String, Object>> rows) {
        Map<String, List<Map<String, Object>>> groups = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            boolean suspicious =
                    hasAny(text(row, "UserAgent"), AGENTS) || hasAny(text(row, "ResourceDisplayName"), RESOURCES);
            if (text(row, "Type").equals("AADNonInteractiveUserSignInLogs")
                    && text(row, "ResultType").equals("0")
                    && text(row, "AuthenticationRequirement").equalsIgnoreCase("singleFactorAuthentication")
                    && Set.of("notapplied", "disabled", "notenabled")
                            .contains(text(row, "ConditionalAccessStatus").toLowerCase(Locale.ROOT))
                    && suspicious) {
                groups.computeIfAbsent(hour(row) + "\n" + text(row, "UserPrincipalName"), g -> new ArrayList<>())
                        .add(row);
            }
        }
        List<Map<String, Object>> result = new ArrayList<>();
        groups.values().forEach(group -> {
            Set<Object> resources = distinct(group, "ResourceDisplayName");
            Set<Object> addresses = distinct(group, "IPAddress");
            if (group.size() > 10 || resources.size() >= 3 || addresses.size() >= 2) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("TimeGenerated", hour(group.get(0)) + ".0000000Z");
                row.put("UserPrincipalName", text(group.get(0), "UserPrincipalName"));
                row.put("TokenUseCount", (long) group.size());
                row.put("UniqueResources", (long) resources.size());
                row.put("UniqueApps", (long) distinct(group, "AppDisplayName").size());
                row.put("UniqueIPs", (long) addresses.size());
                row.put("Resources", resources);
                row.put("Apps", distinct(group, "AppDisplayName"));
                row.put("SourceIPs", addresses);
                row.put("UserAgents", distinct(group, "UserAgent"));
                row.put("RiskIndicator", risk(group.size(), resources.size(), addresses.size()));
                result.add(row);
            }
        });
        return result;
    }

    private static String risk(int count, int resources, int addresses) {
        if (addresses >= 3) {
            return "Token used from 3+ distinct IPs — likely shared or stolen token";
        }
        if (resources >= 5) {
            return "Token accessing 5+ resources — automated enumeration pattern";
        }
        return count > 50
                ? "High-frequency API access — scripted tool or automation"
                : "Suspicious single-factor token-based authentication to sensitive resource";
    }

    /** The rows of the join of Graph calls and sign-ins, as their columns joined by bars. */
    public static List<String> tokenReplay(List<Map<String, Object>> rows) {
        List<String> result = new ArrayList<>();
        for (Map<String, Object> call : rows) {
            if (!text(call, "Type").equals("MicrosoftGraphActivityLogs")
                    || !(call.get("ResponseStatusCode") instanceof Integer code)
                    || code < 100
                    || code > 300) {
                continue;
            }
            for (Map<String, Object> signIn : rows) {
                boolean principal = Set.of("AADServicePrincipalSignInLogs", "AADManagedIdentitySignInLogs")
                        .contains(text(signIn, "Type"));
                if (principal
                        && text(signIn, "UniqueTokenIdentifier").equals(text(call, "SignInActivityId"))
                        && !text(signIn, "IPAddress").equals(text(call, "IPAddress"))) {
                    result.add(String.join(
                            "|",
                            text(call, "TimeGenerated"),
                            text(signIn, "ServicePrincipalName"),
                            text(signIn, "IPAddress"),
                            text(call, "IPAddress"),
                            text(call, "ServicePrincipalId"),
                            text(signIn, "ServicePrincipalCredentialKeyId"),
                            text(call, "RequestUri"),
                            text(call, "RequestMethod")));
                }
            }
        }
        return result;
    }

    /** The rows of the anti-join of Graph calls and sign-ins, as their columns joined by bars. */
    public static List<String> callsWithoutSignIn(List<Map<String, Object>> rows) {
        Set<String> issued = new HashSet<>();
        for (Map<String, Object> row : rows) {
            if (text(row, "Type").contains("ign")) {
                issued.add(text(row, "UniqueTokenIdentifier"));
            }
        }
        List<String> result = new ArrayList<>();
        for (Map<String, Object> call : rows) {
            String token = text(call, "SignInActivityId");
            if (text(call, "Type").equals("MicrosoftGraphActivityLogs")
                    && !token.isEmpty()
                    && !text(call, "ResponseStatusCode").equals("401")
                    && !text(call, "AppId").equalsIgnoreCase(TEAMS_SERVICES)
                    && !issued.contains(token)) {
                result.add(String.join(
                        "|",
                        text(call, "TimeGenerated"),
                        text(call, "AppId"),
                        text(call, "UserId"),
                        text(call, "ServicePrincipalId"),
                        text(call, "IPAddress"),
                        text(call, "UserAgent"),
                        text(call, "RequestMethod"),
                        text(call, "RequestUri"),
                        text(call, "ResponseStatusCode"),
                        token));
            }
        }
        return result;
    }

    private static Set<Object> distinct(List<Map<String, Object>> group, String column) {
        Set<Object> values = new LinkedHashSet<>();
        group.forEach(row -> values.add(text(row, column)));
        return values;
    }

    private static String hour(Map<String, Object> row) {
        return Instant.parse(text(row, "TimeGenerated"))
                .truncatedTo(ChronoUnit.HOURS)
                .toString()
                .substring(0, 19);
    }

    private static String text(Map<String, Object> row, String column) {
        Object value = row.get(column);
        return value == null ? "" : String.valueOf(value);
    }

    private static boolean hasAny(String text, List<String> terms) {
        String small = text.toLowerCase(Locale.ROOT);
        for (String term : terms) {
            for (int at = small.indexOf(term); at >= 0; at = small.indexOf(term, at + 1)) {
                int end = at + term.length();
                boolean begins = at == 0 || !isWord(small.charAt(at - 1)) || !isWord(term.charAt(0));
                boolean ends =
                        end == small.length() || !isWord(small.charAt(end)) || !isWord(term.charAt(term.length() - 1));
                if (begins && ends) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
