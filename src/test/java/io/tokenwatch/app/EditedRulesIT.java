package io.tokenwatch.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.RulesFolder;
import io.tokenwatch.testing.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that are edited while the service runs. */
class EditedRulesIT {
    private static final String TOKEN_USE = "detections/T1550.001-entra-token-use.epl";
    private static final String TOKEN_REPLAY = "detections/T1528-entra-token-replay.epl";

    @TempDir
    private Path folder;

    private Path rules;

    @BeforeEach
    void copyTheRules() throws IOException {
        rules = RulesFolder.copiedTo(folder.resolve("epl"));
    }

    private Running run() throws Exception {
        return new Running(folder.resolve("data"), Map.of("tokenwatch.rules.dir", rules.toString()));
    }

    /** Saves a file as editors do that take care: beside it, and then in its place. */
    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(rules.resolve(file));
        assertTrue(text.contains(from), from);
        save(file, text.replace(from, to));
    }

    private void save(String file, String text) throws IOException {
        Path beside = Files.writeString(rules.resolve(file + ".part"), text);
        Files.move(beside, rules.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Map<String, Object> state(Running service) throws Exception {
        return JsonText.object(service.get("/api/v1/rules").body());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> problems(Running service) throws Exception {
        return (List<Map<String, Object>>) state(service).get("problems");
    }

    private static String status(Running service, String detection) throws Exception {
        List<Map<String, Object>> alerts = service.alerts("?detection=" + detection);
        return alerts.isEmpty() ? "none" : (String) alerts.get(0).get("status");
    }

    @Test
    void takesAnotherThresholdForTheHourThatIsOpen() throws Exception {
        try (Running service = run()) {
            service.post(String.join("\n", LogRows.twoAlerts()));
            assertEquals("open", status(service, "T1550.001"));
            String id = (String) service.alerts("?detection=T1550.001").get(0).get("id");

            edit(TOKEN_USE, "count(*) > 10", "count(*) > 11");
            await().until(() -> status(service, "T1550.001").equals("closed"));

            service.post(LogRows.tokenUse(
                    "anna@example.com", "2024-05-01T10:40:00.0000000Z", "203.0.113.7", "Microsoft Graph"));
            Map<String, Object> alert = service.alerts("?detection=T1550.001").get(0);
            assertEquals("open", alert.get("status"));
            assertEquals(12, ((Map<?, ?>) alert.get("row")).get("TokenUseCount"));
            assertEquals(id, alert.get("id"));
            assertEquals("open", status(service, "T1528"));
            assertEquals(1, service.alerts("?detection=T1528").get(0).get("revision"));
        }
    }

    @Test
    void refusesAnEditThatIsWrongAndTakesItWhenItIsMended() throws Exception {
        try (Running service = run()) {
            edit(TOKEN_REPLAY, "ServicePrincipalId string", "ServicePrincipalId strong");
            edit(TOKEN_USE, "count(*) > 10", "count(*) > 5");
            await().until(() -> !problems(service).isEmpty());
            Map<String, Object> problem = problems(service).get(0);
            assertEquals(TOKEN_REPLAY, problem.get("file"));
            List<String> lines = Files.readAllLines(rules.resolve(TOKEN_REPLAY));
            assertTrue(lines.get((Integer) problem.get("line") - 1).contains("strong"), problem.toString());
            assertTrue(problem.get("message").toString().contains("strong"), problem.toString());
            String health = service.get("/observe/health/ready").body();
            assertTrue(health.contains("the last edit was refused: " + TOKEN_REPLAY), health);

            service.post(String.join("\n", LogRows.twoAlerts().subList(0, 10)));
            assertEquals("none", status(service, "T1550.001"));

            edit(TOKEN_REPLAY, "ServicePrincipalId strong", "ServicePrincipalId string");
            await().until(() -> status(service, "T1550.001").equals("open"));
            await().until(() -> problems(service).isEmpty());
        }
    }

    @Test
    void closesTheAlertsOfARuleThatIsRemovedAndFindsThemAgainWhenItIsBack() throws Exception {
        String text = Files.readString(rules.resolve(TOKEN_REPLAY));
        try (Running service = run()) {
            service.post(String.join("\n", LogRows.twoAlerts()));
            Files.delete(rules.resolve(TOKEN_REPLAY));
            await().until(() -> status(service, "T1528").equals("closed"));
            assertEquals("open", status(service, "T1550.001"));

            save(TOKEN_REPLAY, text);
            await().until(() -> status(service, "T1528").equals("open"));
        }
    }

    @Test
    void takesAColumnThatIsAdded() throws Exception {
        String table = "events/AADServicePrincipalSignInLogs.epl";
        try (Running service = run()) {
            service.post(String.join("\n", LogRows.twoAlerts().subList(0, 12)));
            edit(table, "Id string,", "Id string, ResourceDisplayName string,");
            Object before = state(service).get("loaded");
            await().until(() -> !state(service).get("loaded").equals(before));
            service.post(LogRows.twoAlerts().get(12));

            assertEquals("open", status(service, "T1528"));
            assertEquals(List.of(), problems(service));
        }
    }

    @Test
    void takesALineThatIsAddedToAList() throws Exception {
        try (Running service = run()) {
            service.post(String.join("\n", LogRows.twoAlerts())
                    .replace("python-requests", "someTool")
                    .replace("Microsoft Graph", "Payroll"));
            assertEquals("none", status(service, "T1550.001"));

            save(
                    "lists/SensitiveResources.csv",
                    Files.readString(rules.resolve("lists/SensitiveResources.csv"))
                            .replaceFirst("\n", "\nPayroll,money\n"));
            await().until(() -> status(service, "T1550.001").equals("open"));
        }
    }

    @Test
    void withholdsAlertsOfAnExceptionThatIsAddedAndTellsThemWhenItGoes() throws Exception {
        String exceptions = Files.readString(rules.resolve("lists/exceptions.csv"));
        try (Running service = run()) {
            Object before = state(service).get("loaded");
            save("lists/exceptions.csv", exceptions + "T1528,ServicePrincipalName,back*,known,me,2099-01-01\n");
            await().until(() -> !state(service).get("loaded").equals(before));
            service.post(String.join("\n", LogRows.twoAlerts()));
            assertEquals("none", status(service, "T1528"));
            assertEquals("open", status(service, "T1550.001"));

            save("lists/exceptions.csv", exceptions);
            await().until(() -> status(service, "T1528").equals("open"));
        }
    }

    @Test
    void startsWithTheLastGoodRulesIfThoseOfTheFolderAreWrong() throws Exception {
        try (Running service = run()) {
            assertEquals(List.of(), problems(service));
        }
        edit(TOKEN_USE, "having", "heaving");
        try (Running service = run()) {
            assertEquals(TOKEN_USE, problems(service).get(0).get("file"));
            assertTrue(
                    problems(service).get(0).get("text").toString().startsWith("heaving count(*) > 10"),
                    problems(service).toString());
            service.post(String.join("\n", LogRows.twoAlerts()));
            assertEquals("open", status(service, "T1550.001"));

            edit(TOKEN_USE, "heaving", "having");
            await().until(() -> problems(service).isEmpty());
        }
    }

    @Test
    void takesEditsOfRoutesAndRefusesThoseThatAreWrong() throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Path alerts = routes.resolve("alerts.camel.yaml");
        String text = """
                - from:
                    uri: "esper:alerts?detection=T1528"
                    steps:
                      - to: "file:{{tokenwatch.data.dir}}?fileName=OUT&fileExist=Append&appendChars=\\n"
                """;
        Files.copy(Path.of("routes/ingest-http.camel.yaml"), routes.resolve("ingest-http.camel.yaml"));
        Files.writeString(alerts, text.replace("OUT", "one"));
        try (Running service =
                new Running(folder.resolve("data"), Map.of("tokenwatch.routes.dir", routes.toString()))) {
            Files.writeString(alerts, text.replace("OUT", "two&noSuchOption=1"));
            await().until(() -> service.get("/observe/health/ready").body().contains("noSuchOption"));
            Map<?, ?> shown = (Map<?, ?>) state(service).get("routes");
            Map<?, ?> problem = (Map<?, ?>) ((List<?>) shown.get("problems")).get(0);
            assertEquals("alerts.camel.yaml", problem.get("file"));
            assertEquals(4, problem.get("line"));
            List<String> rows = LogRows.twoAlerts();
            service.post(String.join("\n", rows.subList(0, 13)));
            await().until(() -> Files.exists(service.data().resolve("one")));

            Files.writeString(alerts, text.replace("OUT", "two"));
            await().until(() -> !service.get("/observe/health/ready").body().contains("noSuchOption"));
            service.post(LogRows.tokenUsed("2024-05-01T10:32:00.0000000Z", "203.0.113.98", "AAAAAAAAAAAAAAAAAAAAAA"));
            await().until(() -> Files.exists(service.data().resolve("two")));
            assertEquals(1, Files.readAllLines(service.data().resolve("one")).size());
        }
    }

    @Test
    void leavesNothingBehindAfterTwentyEdits() throws Exception {
        try (Running service = run()) {
            service.post(String.join("\n", LogRows.twoAlerts()));
            int threads = 0;
            for (int edit = 0; edit < 20; edit++) {
                Object before = state(service).get("loaded");
                edit(TOKEN_USE, "count(*) > " + (10 + edit % 2), "count(*) > " + (11 - edit % 2));
                await().until(() -> !state(service).get("loaded").equals(before));
                threads = edit == 4 ? Thread.activeCount() : threads;
            }

            assertTrue(Thread.activeCount() <= threads + 2, threads + " threads, then " + Thread.activeCount());
            assertEquals("open", status(service, "T1550.001"));
            assertEquals(
                    11,
                    ((Map<?, ?>) service.alerts("?detection=T1550.001").get(0).get("row")).get("TokenUseCount"));
        }
    }
}
