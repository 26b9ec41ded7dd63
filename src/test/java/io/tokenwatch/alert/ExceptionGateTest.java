package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.ExceptionItem;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExceptionGateTest implements AlertSink {
    private static final String START = "2026-05-01T10:00:00Z";

    private final SetClock wall = new SetClock(START);
    private final List<String> passed = new ArrayList<>();
    private final List<Withheld> withheld = new ArrayList<>();
    private Duration suppress;
    private final ExceptionGate gate =
            new ExceptionGate(this, wall, 100, alert -> Suppression.by(alert, List.of("User"), suppress));

    @Override
    public void alert(Alert alert) {
        passed.add(shown(alert));
    }

    @Override
    public void withheld(Withheld one) {
        withheld.add(one);
    }

    @Override
    public void row(DetectionInfo detection, Map<String, Object> row) {
        passed.add(detection.id() + " " + row);
    }

    private static String shown(Alert alert) {
        return alert.id() + " " + alert.status().text() + " " + alert.revision();
    }

    private static Alert alert(String id, Status status, int revision, String user, long minute, String... addresses) {
        List<Alert.Entity> entities = new ArrayList<>();
        entities.add(new Alert.Entity("account", user));
        for (String address : addresses) {
            entities.add(new Alert.Entity("ip", address));
        }
        Map<String, Object> row = new HashMap<>();
        row.put("User", user);
        row.put("Addresses", Arrays.asList((Object[]) addresses));
        row.put("Nothing", null);
        long time = minute * Ticks.PER_MINUTE;
        return new Alert(id, Book.HOURLY.detection(), status, revision, time, time, entities, 1, List.of(), row);
    }

    private void tell(String id, Status status, int revision, String user, String... addresses) {
        gate.alert(alert(id, status, revision, user, 0, addresses));
    }

    private static ExceptionItem item(int line, String detection, String field, String value, Instant until) {
        return new ExceptionItem(line, detection, field, value, "known", "ops", "some day", until);
    }

    private static ExceptionItem item(String field, String value) {
        return item(3, "T9001", field, value, Instant.MAX);
    }

    @Test
    void passesOnWhatNoExceptionIsAbout() {
        gate.use(List.of(item("User", "ada"), item(4, "T9002", "User", "*", Instant.MAX)));
        tell("a", Status.OPEN, 1, "bob");
        tell("a", Status.FINAL, 2, "bob");

        assertEquals(List.of("a open 1", "a final 2"), passed);
        assertEquals(List.of(), withheld);
    }

    @Test
    void withholdsByAColumnOrAnEntity() {
        for (ExceptionItem item : List.of(
                item("User", "ADA"),
                item("account", "ad*"),
                item("ip", "198.51.100.0/24"),
                item("Addresses", "::ffff:198.51.100.0/120"),
                item(3, "*", "User", "ada", Instant.MAX))) {
            gate.use(List.of(item));
            tell("a", Status.OPEN, 1, "ada", "198.51.100.1", "198.51.100.2");
            assertEquals(List.of(), passed, item::toString);
        }
        assertEquals("lists/exceptions.csv:3", withheld.get(0).by());
    }

    @Test
    void tellsAnAlertOfOneKnownAndOneUnknownAddress() {
        gate.use(List.of(item("ip", "198.51.100.0/24"), item("Addresses", "198.51.100.0/24")));
        tell("a", Status.OPEN, 1, "ada", "198.51.100.1", "203.0.113.9");

        assertEquals(List.of("a open 1"), passed);
    }

    @Test
    void takesAFieldThatIsNotThereOrHasNothingForNoMatch() {
        gate.use(List.of(item("Nope", "*"), item("Nothing", "*"), item("ip", "*")));
        tell("a", Status.OPEN, 1, "ada");

        assertEquals(List.of("a open 1"), passed);
    }

    @Test
    void tellsAnAlertAsOpenWhenItsExceptionIsRemoved() {
        gate.use(List.of(item("User", "ada")));
        tell("a", Status.OPEN, 1, "ada");
        tell("a", Status.UPDATED, 2, "ada");
        tell("b", Status.FINAL, 2, "ada");
        gate.use(List.of(item("User", "ad")));
        tell("a", Status.UPDATED, 3, "ada");

        assertEquals(List.of("a open 2", "b final 2", "a updated 3"), passed);
        assertEquals(3, withheld.size());
        assertEquals(List.of(), gate.withheld(null, null, 10));
    }

    @Test
    void tellsAnAlertNoMoreOnceItIsExceptedAndGoesOnAfterThat() {
        tell("a", Status.OPEN, 1, "ada");
        gate.use(List.of(item("User", "ada")));
        tell("a", Status.UPDATED, 2, "ada");
        tell("a", Status.UPDATED, 3, "ada");
        gate.use(List.of());

        assertEquals(List.of("a open 1", "a updated 3"), passed);
    }

    @Test
    void tellsAlertsAgainWhenTheirExceptionExpires() {
        gate.use(List.of(item(3, "T9001", "User", "ada", Instant.parse(START).plusSeconds(60))));
        tell("a", Status.OPEN, 1, "ada");
        wall.advance(Duration.ofSeconds(59));
        gate.tick();
        assertEquals(List.of(), passed);
        assertEquals(1, gate.exceptions().get(0).withheld());
        wall.advance(Duration.ofSeconds(1));
        gate.tick();

        assertEquals(List.of("a open 1"), passed);
        assertTrue(gate.exceptions().get(0).expired());
        tell("b", Status.OPEN, 1, "ada");
        assertEquals(List.of("a open 1", "b open 1"), passed);
    }

    @Test
    void doesNotWaitForTheTickToLetAnExceptionExpire() {
        gate.use(List.of(item(3, "T9001", "User", "ada", Instant.parse(START).plusSeconds(60))));
        wall.advance(Duration.ofSeconds(60));
        tell("a", Status.OPEN, 1, "ada");

        assertEquals(List.of("a open 1"), passed);
    }

    @Test
    void withholdsByTheNextLineWhenOneIsRemoved() {
        gate.use(List.of(item(2, "T9001", "User", "ada", Instant.MAX), item(3, "*", "User", "a*", Instant.MAX)));
        tell("a", Status.OPEN, 1, "ada");
        gate.use(List.of(item(2, "*", "User", "a*", Instant.MAX)));

        assertEquals(List.of(), passed);
        assertEquals(
                "lists/exceptions.csv:2", gate.withheld(null, null, 10).get(0).by());
        assertEquals(1, withheld.size(), "an alert is withheld once");
    }

    @Test
    void listsWhatIsWithheldWithTheReason() {
        gate.use(List.of(item("User", "*")));
        tell("a", Status.OPEN, 1, "ada");
        tell("b", Status.OPEN, 1, "bob");
        tell("a", Status.FINAL, 2, "ada");

        assertEquals(
                List.of("a final 2", "b open 1"),
                gate.withheld("T9001", null, 10).stream()
                        .map(one -> shown(one.alert()))
                        .toList());
        assertEquals(1, gate.withheld(null, Status.OPEN, 10).size());
        assertEquals(1, gate.withheld(null, null, 1).size());
        assertEquals(List.of(), gate.withheld("T9002", null, 10));
        assertTrue(
                gate.withheld(null, null, 1)
                        .get(0)
                        .toJson()
                        .endsWith(
                                ",\"excepted\":{\"by\":\"lists/exceptions.csv:3\",\"reason\":\"known\",\"owner\":\"ops\",\"expires\":\"some day\"}}"));
    }

    @Test
    void passesRowsOfTheQueriesOn() {
        gate.use(List.of(item("User", "*")));
        gate.row(Book.HOURLY.detection(), Map.of("User", "ada"));

        assertEquals(List.of("T9001 {User=ada}"), passed);
    }

    @Test
    void suppressesAlertsThatBeginSoonAfterAnother() {
        suppress = Duration.ofHours(1);
        for (int minute : new int[] {100, 140, 160, 161, 90, 222}) {
            gate.alert(alert("a" + minute, Status.OPEN, 1, "ada", minute));
        }
        gate.alert(alert("b", Status.OPEN, 1, "bob", 101));

        assertEquals(List.of("a100 open 1", "a161 open 1", "a90 open 1", "a222 open 1", "b open 1"), passed);
        assertEquals(
                List.of("suppressed by a100", "suppressed by a100"),
                withheld.stream().map(Withheld::reason).toList());
        assertTrue(withheld.get(0)
                .toJson()
                .endsWith(",\"excepted\":{\"by\":\"a100\",\"reason\":\"suppressed by a100\"}}"));
    }

    @Test
    void goesOnTellingTheAlertThatStandsForOthers() {
        suppress = Duration.ofHours(1);
        gate.alert(alert("a", Status.OPEN, 1, "ada", 100));
        gate.alert(alert("b", Status.OPEN, 1, "ada", 101));
        gate.alert(alert("a", Status.UPDATED, 2, "ada", 99));
        gate.alert(alert("b", Status.FINAL, 2, "ada", 101));
        gate.alert(alert("a", Status.FINAL, 3, "ada", 99));

        assertEquals(List.of("a open 1", "a updated 2", "a final 3"), passed);
    }

    @Test
    void letsAnExceptedAlertStandForNone() {
        suppress = Duration.ofHours(1);
        gate.use(List.of(item("ip", "198.51.100.1")));
        gate.alert(alert("a", Status.OPEN, 1, "ada", 100, "198.51.100.1"));
        gate.alert(alert("b", Status.OPEN, 1, "ada", 101, "198.51.100.2"));
        gate.use(List.of());

        assertEquals(List.of("b open 1", "a open 1"), passed);
    }

    @Property(tries = 200)
    void tellsEveryAlertAsItStandsWhenNothingIsExceptedAnyMore(@ForAll long seed) {
        Random random = new Random(seed);
        passed.clear();
        withheld.clear();
        ExceptionGate fresh = new ExceptionGate(this, wall, 1000, alert -> null);
        Map<String, String> last = new HashMap<>();
        int tellings = 0;
        for (int i = 0; i < 60; i++) {
            if (random.nextInt(4) == 0) {
                Instant until = wall.instant().plusSeconds(random.nextInt(20));
                fresh.use(List.of(item(2, "*", "User", "u" + random.nextInt(4), until)));
            }
            int user = random.nextInt(4);
            Alert alert = alert("id" + user, i < 50 ? Status.UPDATED : Status.FINAL, i + 1, "u" + user, 0);
            int before = passed.size() + withheld.size();
            fresh.alert(alert);
            assertEquals(before + 1, passed.size() + withheld.size());
            last.put(alert.id(), alert.id() + " " + alert.revision());
            tellings++;
            wall.advance(Duration.ofSeconds(random.nextInt(3)));
            fresh.tick();
        }
        fresh.use(List.of());
        Map<String, String> lastPassed = new HashMap<>();
        for (String telling : passed) {
            String[] parts = telling.split(" ");
            assertEquals(!lastPassed.containsKey(parts[0]) && !parts[1].equals("final"), parts[1].equals("open"));
            lastPassed.put(parts[0], parts[0] + " " + parts[2]);
        }

        assertEquals(last, lastPassed);
        assertTrue(passed.size() <= tellings && passed.size() + withheld.size() >= tellings);
    }
}
