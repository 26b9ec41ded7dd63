package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.engine.Comparisons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    private Path folder;

    private static Settings set(String key, String value) throws SettingsException {
        return Settings.gather(null, Map.of(), Map.of(key, value));
    }

    @Test
    void hasSensibleDefaults() throws Exception {
        Settings settings = Settings.gather(null, Map.of(), Map.of());
        assertEquals(8080, settings.number(Setting.HTTP_PORT));
        assertEquals("127.0.0.1", settings.text(Setting.HTTP_HOST));
        assertEquals(Path.of("data/inbox").toAbsolutePath(), settings.path(Setting.INBOX_DIR));
        assertNull(settings.text(Setting.JMS_URL));
        assertEquals(Comparisons.TENANT, settings.comparisons());
        assertEquals(64 << 20, settings.bytes(Setting.HTTP_BODY));
        int processors = Runtime.getRuntime().availableProcessors();
        int half = Math.max(1, processors / 2);
        assertEquals(processors, settings.lanes());
        assertEquals(half, settings.lanesBesideOthers());
        assertEquals(half, settings.decodeThreads());
    }

    @Test
    void takesTheCommandLineBeforeTheEnvironmentBeforeTheFile() throws Exception {
        Path file = Files.writeString(
                folder.resolve("t.properties"),
                "tokenwatch.http.port=1\ntokenwatch.lanes=1\ntokenwatch.data.dir=/one\n");
        Settings settings = Settings.gather(
                file,
                Map.of("TOKENWATCH_HTTP_PORT", "2", "TOKENWATCH_LANES", "2", "PATH", "x"),
                Map.of("tokenwatch.http.port", "3"));
        assertEquals(3, settings.number(Setting.HTTP_PORT));
        assertEquals(2, settings.lanes());
        assertEquals(Path.of("/one/inbox"), settings.path(Setting.INBOX_DIR));
    }

    @Test
    void readsTimesPerTableFromAnySource() throws Exception {
        Settings settings = Settings.gather(
                null,
                Map.of("TOKENWATCH_LATENESS_MICROSOFTGRAPHACTIVITYLOGS", "3h"),
                Map.of("tokenwatch.retention.AADServicePrincipalSignInLogs", "30d"));
        assertEquals(Duration.ofHours(3), settings.lateness("MicrosoftGraphActivityLogs", Duration.ofHours(2)));
        assertEquals(Duration.ofHours(2), settings.lateness("SigninLogs", Duration.ofHours(2)));
        assertEquals(Duration.ofDays(30), settings.retention("AADServicePrincipalSignInLogs", Duration.ofHours(32)));
        assertTrue(settings.setsRetention());
    }

    @Test
    void turnsAllDeparturesOffInTheKqlProfile() throws Exception {
        Settings settings = set("tokenwatch.profile", "kql");
        assertEquals(Comparisons.KQL, settings.comparisons());
        assertFalse(settings.flag(Setting.DUPLICATES_ONCE));
        assertTrue(settings.lateness("SigninLogs", Duration.ZERO).toDays() > 100_000);
        assertTrue(settings.retention("SigninLogs", Duration.ZERO).toDays() > 100_000);
    }

    @Test
    void letsASwitchDepartFromItsProfile() throws Exception {
        Settings settings = Settings.gather(
                null, Map.of(), Map.of("tokenwatch.profile", "kql", "tokenwatch.duplicates.once", "true"));
        assertTrue(settings.flag(Setting.DUPLICATES_ONCE));
    }

    @ParameterizedTest
    @CsvSource({
        "tokenwatch.http.prot, 1, did you mean tokenwatch.http.port",
        "tokenwatch.http.port, many, expected a whole number",
        "tokenwatch.http.port, -1, expected a whole number",
        "tokenwatch.lateness.SigninLogs, soon, expected a duration",
        "tokenwatch.idle.timeout, 5, expected a duration",
        "tokenwatch.duplicates.once, perhaps, expected true or false",
        "tokenwatch.http.body.max, big, expected a size",
        "tokenwatch.profile, strict, expected default or kql"
    })
    void refusesWhatItDoesNotKnow(String key, String value, String message) {
        SettingsException wrong = assertThrows(SettingsException.class, () -> set(key, value));
        assertTrue(wrong.getMessage().contains(message), wrong.getMessage());
        assertTrue(wrong.getMessage().contains(key), wrong.getMessage());
    }

    @Test
    void namesTheLineOfAWrongSettingInAFile() throws Exception {
        Path file = Files.writeString(
                folder.resolve("t.properties"), "# comment\ntokenwatch.http.port=1\ntokenwatch.http.prot=2\n");
        SettingsException wrong =
                assertThrows(SettingsException.class, () -> Settings.gather(file, Map.of(), Map.of()));
        assertTrue(wrong.getMessage().startsWith(file + ":3: tokenwatch.http.prot"), wrong.getMessage());
    }

    @Test
    void takesAKeyFromTheEnvironmentAndNowhereElse() throws Exception {
        Settings settings = Settings.gather(null, Map.of("TOKENWATCH_TOKEN_KEY", "0123456789abcdef"), Map.of());
        assertNotNull(settings.tokenKey());
        assertNull(settings.withoutTokenKey().tokenKey());
        assertNull(settings.text(Setting.TOKEN_KEY));
        assertFalse(settings.all().toString().contains("0123456789abcdef"));

        SettingsException set =
                assertThrows(SettingsException.class, () -> set("tokenwatch.token.key", "0123456789abcdef"));
        assertEquals(
                "--set tokenwatch.token.key: the key is only taken from the environment, as TOKENWATCH_TOKEN_KEY",
                set.getMessage());
        Path file = Files.writeString(folder.resolve("t.properties"), "tokenwatch.token.key=0123456789abcdef\n");
        assertThrows(SettingsException.class, () -> Settings.gather(file, Map.of(), Map.of()));
        assertThrows(
                SettingsException.class,
                () -> settings.with(Map.of("tokenwatch.token.key", "0123456789abcdef"), "case"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fifteen bytes ."})
    void refusesAShortKeyWithoutTellingIt(String key) {
        SettingsException wrong = assertThrows(
                SettingsException.class, () -> Settings.gather(null, Map.of("TOKENWATCH_TOKEN_KEY", key), Map.of()));
        assertEquals(
                "TOKENWATCH_TOKEN_KEY: the key has " + key.length() + " bytes; expected at least 16",
                wrong.getMessage());
    }

    @Test
    void failsOnAFileThatIsNotThere() {
        assertThrows(SettingsException.class, () -> Settings.gather(folder.resolve("none"), Map.of(), Map.of()));
    }
}
