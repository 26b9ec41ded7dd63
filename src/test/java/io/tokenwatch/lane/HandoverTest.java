package io.tokenwatch.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.RowFilter;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.Lanes.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What other rules know when they take over, and that no row is lost or doubled then. */
class HandoverTest {
    /** Wants every row, and gathers all rows by their keys, whatever the table looks like. */
    private static final Subscriptions ALL = new Subscriptions() {
        @Override
        public long wanted(Table table, Object[] row) {
            return 1;
        }

        @Override
        public int rule(Table table, int bit) {
            return 7;
        }

        @Override
        public int keyHash(Table table, int bit, Object[] row) {
            return row[table.index("Key")].hashCode();
        }
    };

    /** Wants rows with a short id; the values of the others stay. */
    private static final RowFilter SHORT_IDS = new RowFilter() {
        @Override
        public long wanted(Table table, Object[] row) {
            return ((String) row[Rows.ID]).length() <= 2 ? 1 : 0;
        }

        @Override
        public boolean keepsFiltered() {
            return true;
        }
    };

    /** One lane's new work, which writes down what it is fed and what it gets later. */
    private static final class Heir implements Handover.Heir {
        final Log log = new Log();
        long begun;

        @Override
        public void begin(long lowWatermark) {
            begun = lowWatermark;
        }

        @Override
        public LaneWork rehearsal() {
            return log;
        }

        @Override
        public LaneWork work() {
            return log;
        }
    }

    private final List<Heir> heirs = new ArrayList<>();

    private Handover handover(Lanes lanes) {
        return handover(lanes, Rows.CATALOG);
    }

    private Handover handover(Lanes lanes, Catalog catalog) {
        heirs.clear();
        return lanes.router.handover(catalog, ALL, lane -> {
            heirs.add(new Heir());
            return heirs.get(lane);
        });
    }

    private List<String> rows() {
        return heirs.stream().flatMap(heir -> heir.log.rows().stream()).sorted().toList();
    }

    @Test
    void feedsTheRowsThatAreKeptAndGoesOnWithThoseThatCome() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:00 ada 1", "B 10:01 ada 2");
            Handover handover = handover(lanes);
            lanes.route("A 10:02 bob 3");
            handover.catchUp();
            lanes.route("A 10:03 bob 4");
            handover.complete(kept -> {});
            lanes.route("A 10:04 bob 5");

            assertEquals(
                    List.of("7 A ada 1", "7 B ada 2", "7 A bob 3", "7 A bob 4", "7 A bob 5"),
                    heirs.get(0).log.rows());
            assertEquals(
                    List.of("0 A ada 1", "0 B ada 2", "0 A bob 3", "0 A bob 4"),
                    lanes.logs.get(0).rows());
        }
    }

    @Property(tries = 30)
    void losesAndDoublesNothingWhileRowsCome(
            @ForAll @IntRange(min = 1, max = 4) int laneCount, @ForAll @IntRange(max = 60) int batches)
            throws InterruptedException {
        try (Lanes lanes = new Lanes(laneCount, true)) {
            Thread feeder = new Thread(() -> {
                try {
                    for (int i = 0; i < batches; i++) {
                        lanes.send(Rows.batch("A 10:00 user" + i % 7 + " " + i, "A 10:00 user0 again" + i / 2));
                    }
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            feeder.start();
            Handover handover = handover(lanes);
            handover.catchUp();
            handover.complete(kept -> {});
            feeder.join();
            lanes.router.settle();

            List<String> expected = new ArrayList<>();
            IntStream.range(0, batches).forEach(i -> expected.add("7 A user" + i % 7 + " " + i));
            IntStream.range(0, (batches + 1) / 2).forEach(i -> expected.add("7 A user0 again" + i));
            assertEquals(expected.stream().sorted().toList(), rows());
        }
    }

    @Test
    void countsARowThatComesAgainOnceAlsoWhereItCameBefore() throws InterruptedException {
        try (Lanes lanes = new Lanes(2, true)) {
            lanes.route("A 10:00 ada 1", "A 10:00 ada 1");
            Handover handover = handover(lanes);
            handover.catchUp();
            handover.complete(kept -> {});
            lanes.route("A 10:00 ada 1", "A 10:00 ada 2");

            assertEquals(List.of("7 A ada 1", "7 A ada 2"), rows());
            assertEquals(2, lanes.counters.get("A", Outcome.DUPLICATE));
        }
    }

    @Test
    void feedsTheLatestRowsThatNoRuleWantedBefore() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route(Rows.batch(SHORT_IDS, "A 10:00 ada 1"));
            for (int batch = 5; batch < 55; batch++) {
                lanes.route(Rows.batch(
                        SHORT_IDS,
                        IntStream.range(batch * 200, (batch + 1) * 200)
                                .mapToObj(i -> "A 10:00 ada " + i)
                                .toArray(String[]::new)));
            }
            Handover handover = handover(lanes);
            handover.catchUp();
            handover.complete(kept -> {});

            List<String> fed = heirs.get(0).log.rows();
            assertEquals("7 A ada 1", fed.get(0));
            assertEquals("7 A ada 10999", fed.get(fed.size() - 1));
            assertTrue(fed.size() < 5000, () -> fed.size() + " rows");
            assertEquals(fed.size(), lanes.router.keptRows());
            assertTrue(lanes.router.dropped(Rows.A, false));
            assertFalse(lanes.router.dropped(Rows.A, true));
        }
    }

    @Test
    void asksAgainWhichRowsOfABatchAreWantedThatWasDecodedBefore() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            RowBatch decodedBefore = Rows.batch(SHORT_IDS, "A 10:00 ada 1", "A 10:00 ada 1001");
            handover(lanes).complete(kept -> {});
            lanes.route(decodedBefore);

            assertEquals(List.of("7 A ada 1", "7 A ada 1001"), rows());
            assertEquals(2, lanes.counters.get("A", Outcome.KEPT));
            assertEquals(0, lanes.counters.get("A", Outcome.FILTERED));
            assertEquals(2, lanes.counters.get("A", Outcome.READ));
        }
    }

    @Test
    void tellsHowFarEventTimeIsBeforeItTakesOver() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:00 ada 1", "B 10:30 ada 2");
            Handover handover = handover(lanes);
            handover.catchUp();
            lanes.route("A 11:00 ada 3", "B 11:00 ada 4");
            List<String> before = new ArrayList<>();
            handover.complete(kept -> before.addAll(heirs.get(0).log.lines));

            assertEquals(Rows.at("10:00"), heirs.get(0).begun);
            assertEquals("A 11:00 B 11:00", before.get(before.size() - 1));
        }
    }

    @Test
    void forgetsRowsThatNothingCanUse() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:20 ada 1", "B 10:30 ada 2", "A 11:00 ada 3");
            lanes.route("A 2T19:00 ada 4", "B 2T18:59 ada 5");
            assertEquals(5, lanes.router.keptRows());
            lanes.route("B 2T19:00 ada 6");
            assertEquals(4, lanes.router.keptRows());
            handover(lanes).complete(kept -> {
                assertFalse(kept.reach(List.of(Rows.A), Rows.at("10:59")));
                assertTrue(kept.reach(List.of(Rows.A, Rows.B), Rows.at("11:00")));
            });

            assertEquals(
                    List.of("7 A ada 3", "7 A ada 4", "7 B ada 5", "7 B ada 6"),
                    heirs.get(0).log.rows());
        }
    }

    @Test
    void keepsTheLatestOfTooManyRowsAndKnowsThatOthersAreGone() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 09:00 ada 1", "B 12:00 ada 2");
            for (int batch = 0; batch < 125; batch++) {
                lanes.route(IntStream.range(0, 200)
                        .mapToObj(i -> "A 10:00 ada " + i)
                        .toArray(String[]::new));
            }
            lanes.route("A 12:00 ada last");
            handover(lanes).complete(kept -> {
                assertFalse(kept.reach(List.of(Rows.A), Rows.at("10:30")));
                assertTrue(kept.reach(List.of(Rows.A), Rows.at("11:00")));
                assertFalse(kept.reach(List.of(Rows.A, Rows.B), Rows.at("11:00")));
            });

            assertTrue(lanes.router.dropped(Rows.A, true));
            List<String> fed = heirs.get(0).log.rows();
            assertEquals("7 A ada last", fed.get(fed.size() - 1));
            assertTrue(fed.size() > 15_000 && fed.size() <= 20_000, () -> fed.size() + " rows");
        }
    }

    @Test
    void putsRowsIntoTheFormOfTheirEditedTables() throws InterruptedException {
        List<Column> columns = List.of(
                Column.named("More", ColumnType.STRING),
                Column.named("Id", ColumnType.STRING),
                Column.named(Table.TIME_COLUMN, ColumnType.DATETIME),
                Column.named("Key", ColumnType.STRING));
        Table edited = new Table(0, "B", "", columns, List.of("Id"), Duration.ofMinutes(30), Duration.ofHours(32));
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:00 ada 1", "B 10:01 ada 2");
            handover(lanes, new Catalog(List.of(edited))).complete(kept -> {});
            heirs.get(0).log.lines.clear();
            lanes.route("A 10:02 ada 3", "B 10:03 ada 4");
            // Written down by the places of the columns as they were.
            assertEquals(List.of("7 B 4 " + Rows.at("10:03")), heirs.get(0).log.rows());
            assertEquals(1, lanes.counters.get("A", Outcome.UNKNOWN));

            handover(lanes).complete(kept -> {});
            assertEquals(List.of("7 B ada 2", "7 B ada 4"), heirs.get(0).log.rows());
        }
    }

    @Test
    void goesOnWithTheOtherRowsIfARuleFailsOnOne() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:00 ada 1", "A 10:00 ada fails", "A 10:00 ada 2");
            Handover handover = handover(lanes);
            handover.catchUp();

            assertEquals(1, handover.failed());
            assertEquals("no such thing", handover.firstFailure().getMessage());
            assertEquals(List.of("7 A ada 1", "7 A ada 2"), heirs.get(0).log.rows());
        }
    }
}
