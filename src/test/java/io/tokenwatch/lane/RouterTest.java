package io.tokenwatch.lane;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.RowBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which rows a lane is given, in which order, and when it hears of event time. */
class RouterTest {
    @Property(tries = 50)
    void givesRowsOfOneKeyToOneLaneInTheirOrder(
            @ForAll @IntRange(min = 1, max = 5) int laneCount,
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 30) Integer> keys)
            throws InterruptedException {
        try (Lanes lanes = new Lanes(laneCount, false)) {
            Map<String, List<String>> sent = new HashMap<>();
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                rows.add("A 10:00 user" + keys.get(i) + " " + i);
                sent.computeIfAbsent("user" + keys.get(i), k -> new ArrayList<>())
                        .add("0 A user" + keys.get(i) + " " + i);
            }
            lanes.route("A 10:00 nobody 0");
            for (int i = 0; i < rows.size(); i += 100) {
                lanes.send(Rows.batch(
                        rows.subList(i, Math.min(rows.size(), i + 100)).toArray(String[]::new)));
            }
            lanes.router.settle();

            sent.forEach((key, expected) -> {
                List<List<String>> found = lanes.logs.stream()
                        .map(log -> log.rows().stream()
                                .filter(line -> line.split(" ")[2].equals(key))
                                .toList())
                        .filter(lines -> !lines.isEmpty())
                        .toList();
                assertEquals(List.of(expected), found);
            });
        }
    }

    @Test
    void usesAllLanes() throws InterruptedException {
        try (Lanes lanes = new Lanes(4, false)) {
            lanes.route(
                    IntStream.range(0, 200).mapToObj(i -> "A 10:00 user" + i).toArray(String[]::new));

            assertTrue(lanes.logs.stream().allMatch(log -> log.rows().size() > 20));
        }
    }

    @Test
    void gathersTheRowsOfAllTablesByTheirKeys() throws InterruptedException {
        try (Lanes lanes = new Lanes(4, false)) {
            lanes.route("A 10:00 ada 1", "B 10:00 ada 2", "A 10:00 ada 3");

            assertEquals(
                    1, lanes.logs.stream().filter(log -> log.rows().size() == 3).count());
        }
    }

    @Test
    void makesARowWhoseKeyFailsADeadLetterAndGoesOn() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 10:00 ada 1", "A 10:00 ada without-key", "A 10:00 ada 3");

            assertEquals(List.of("0 A ada 1", "0 A ada 3"), lanes.logs.get(0).rows());
            assertEquals(1, lanes.dead.size());
            assertEquals(DeadReason.RULE_FAILED, lanes.dead.get(0).reason());
            assertEquals(1, lanes.counters.get("A", Outcome.DEAD));
            assertEquals(2, lanes.counters.get("A", Outcome.KEPT));
        }
    }

    @Test
    void givesARowToEachRuleThatWantsIt() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route(Rows.batch(
                    (table, row) -> row[Rows.ID].equals("1") ? 0b11 : 0b10, "A 10:00 ada 1", "A 10:00 ada 2"));

            assertEquals(
                    List.of("0 A ada 1", "1 A ada 1", "1 A ada 2"),
                    lanes.logs.get(0).rows());
            assertEquals(2, lanes.counters.get("A", Outcome.KEPT));
        }
    }

    @Test
    void countsARowOnceThatGoesToSeveralLanes() throws InterruptedException {
        try (Lanes lanes = new Lanes(4, true)) {
            String[] rows = IntStream.range(0, 50)
                    .mapToObj(i -> "A 10:00 key" + i + " id" + i)
                    .toArray(String[]::new);
            lanes.route(Rows.batch((table, row) -> 0b11, rows));
            lanes.route(Rows.batch((table, row) -> 0b11, rows));

            assertEquals(
                    100, lanes.logs.stream().mapToInt(log -> log.rows().size()).sum());
            assertEquals(50, lanes.counters.get("A", Outcome.KEPT));
            assertEquals(50, lanes.counters.get("A", Outcome.DUPLICATE));
        }
    }

    @Test
    void tellsEveryLaneHowFarEventTimeHasComeBehindTheRowThatMovedIt() throws InterruptedException {
        try (Lanes lanes = new Lanes(2, false)) {
            lanes.route("A 10:00 ada 1", "B 10:30 ada 2", "A 09:00 ada 3", "A 11:00 ada 4");

            List<String> marks = List.of("A 10:00 B -", "A 10:00 B 10:30", "A 11:00 B 10:30");
            List<String> all = List.of(
                    "0 A ada 1", marks.get(0), "0 B ada 2", marks.get(1), "0 A ada 3", "0 A ada 4", marks.get(2));
            List<List<String>> logs = lanes.logs.stream().map(log -> log.lines).toList();
            assertTrue(logs.equals(List.of(all, marks)) || logs.equals(List.of(marks, all)), logs::toString);
        }
    }

    @Test
    void tellsEventTimeTheSameHoweverRowsAreBatched() throws InterruptedException {
        String[] rows = {"A 10:00 ada 1", "A 10:00:05 ada 2", "B 10:30 ada 3", "A 10:00:12 ada 4"};
        try (Lanes together = new Lanes(1, false);
                Lanes apart = new Lanes(1, false)) {
            together.route(rows);
            for (String row : rows) {
                apart.route(row);
            }

            assertEquals(together.log(), apart.log());
        }
    }

    @Test
    void tellsByTheClockThatATableIsSilent() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 10:00 ada 1");
            lanes.router.tick();
            lanes.wall.advance(Duration.ofMinutes(40));
            lanes.router.tick();

            assertEquals(List.of("0 A ada 1", "A 10:00 B -", "A 10:30 B *"), lanes.log());
        }
    }

    @Test
    void holdsEventTimeWhereTheNextSourceBegins() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.router.beginSource(Rows.at("11:00"));
            lanes.route("A 12:00 ada 1");

            assertEquals(List.of("0 A ada 1", "A 11:00 B *"), lanes.log());
        }
    }

    @Test
    void makesADeadLetterOfARowWhoseHourIsNoLongerKept() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 10:00 ada 1", "A 2T19:00 ada 2", "A 10:59 ada 3", "B 10:59 ada 4", "A 11:00 ada 5");

            assertEquals(
                    List.of("0 A ada 1", "0 A ada 2", "0 B ada 4", "0 A ada 5"),
                    lanes.logs.get(0).rows());
            assertEquals(1, lanes.dead.size());
            assertEquals(DeadReason.LATE, lanes.dead.get(0).reason());
            assertEquals(3, lanes.dead.get(0).line());
            assertEquals("A", lanes.dead.get(0).table());
            assertEquals(
                    "the watermark of A is 2024-05-02T19:00:00.0000000Z and rows are kept for PT32H after the end of their hour",
                    lanes.dead.get(0).message());
            assertEquals(1, lanes.counters.get("A", Outcome.LATE));
            assertEquals(3, lanes.counters.get("A", Outcome.KEPT));
        }
    }

    @Test
    void takesARowOfTheFutureThatMovesNothing() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 10:00 ada 1", "A 9T00:06 ada 2", "A 10:00 ada 3");

            assertEquals(List.of("0 A ada 1", "A 10:00 B -", "0 A ada 2", "0 A ada 3"), lanes.log());
        }
    }

    @Test
    void countsWhatBecameOfEveryRow() throws InterruptedException {
        try (Lanes lanes = new Lanes(2, true)) {
            RowBatch batch = Rows.batch(
                    (table, row) -> row[Rows.KEY].equals("bob") ? 0 : 1,
                    "A 2T19:00 ada 1",
                    "A 2T19:00 ada 1",
                    "A 2T19:00 bob 2",
                    "A 10:00 ada 3",
                    "A 2T19:00 ada fails",
                    "C 10:00 ada 4",
                    "A 2T19:00 ada 5");
            lanes.route(batch);

            for (Outcome outcome : Outcome.values()) {
                assertEquals(
                        outcome == Outcome.READ ? 7 : outcome == Outcome.KEPT ? 2 : 1,
                        lanes.counters.total(outcome),
                        outcome.text());
            }
        }
    }

    @Test
    void doesThingsOnEveryLaneBehindTheRowsThatWereRouted() throws InterruptedException {
        try (Lanes lanes = new Lanes(3, false)) {
            lanes.send(Rows.batch(
                    IntStream.range(0, 100).mapToObj(i -> "A 10:00 user" + i).toArray(String[]::new)));
            lanes.router.end();

            for (Lanes.Log log : lanes.logs) {
                assertEquals("end", log.lines.get(log.lines.size() - 1));
                assertTrue(log.rows().size() > 10);
            }
        }
    }

    @Test
    void givesTheLanesTheirRowsBeforeTheyAreKept() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            List<String> kept = new ArrayList<>();
            // Waits for the lane, which would never come if it got the rows only after this.
            lanes.router.tellKept((table, row) -> {
                await().until(() -> lanes.logs.get(0).rows().size() == 2);
                kept.add(row[Rows.ID].toString());
            });
            lanes.route(Rows.batch(
                    (table, row) -> row[Rows.ID].equals("2") ? 0 : 1,
                    "A 10:00 ada 1",
                    "A 10:00 ada 2",
                    "A 10:00 ada 3"));

            assertEquals(List.of("1", "3"), kept);
        }
    }
}
