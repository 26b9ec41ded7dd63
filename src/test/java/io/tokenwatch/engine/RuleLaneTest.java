package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rules of a lane find as event time moves on, and when the input ends. */
class RuleLaneTest {
    private static final String WAITING = """
            @PartitionBy('User') @EventRepresentation(objectarray)
            insert into Seen select User, TimeGenerated, TimeGenerated + retention_T as KeptUntil from T;
            create window Waiting#timetolive(millis(KeptUntil)) as Seen;
            insert into Waiting select * from Seen;
            @Detection(id='X', title='t', severity='low', confidence='low')
            select rstream User from Waiting;
            """;

    private static final long TEN = Ticks.parse("2024-05-01T10:00:00Z");

    @TempDir
    private Path cache;

    private final List<String> found = new ArrayList<>();

    private RuleLane lane() throws RulesException {
        Findings findings = Told.column("User", found);
        List<RuleRuntime> runtimes = Rules.compile(cache, Rules.file(WAITING)).stream()
                .map(rule -> new RuleRuntime(rule, Rules.CONFIGURATION, Rules.CATALOG, findings))
                .toList();
        return new RuleLane(runtimes, findings);
    }

    private static Object[] row(String user, long time) {
        return new Object[] {time, user, user, 1};
    }

    @Test
    void judgesWhatStillWaitsBeforeItTellsThatTheInputHasEnded() throws RulesException {
        RuleLane lane = lane();
        lane.row(0, Rules.T, row("ben", TEN + Ticks.PER_HOUR));
        lane.row(0, Rules.T, row("ada", TEN));

        lane.end();

        assertEquals(List.of("ada", "ben", "ended"), found);
        lane.close();
    }

    @Test
    void keepsRowsMuchOlderThanTheFirstBeforeEventTimeHasMoved() throws RulesException {
        RuleLane lane = lane();
        lane.row(0, Rules.T, row("ben", TEN));
        lane.row(0, Rules.T, row("ada", TEN - 10_000 * Ticks.PER_HOUR));
        assertEquals(List.of(), found);

        lane.end();

        assertEquals(List.of("ada", "ben", "ended"), found);
        lane.close();
    }

    @Test
    void judgesARowWhoseWaitIsOverWhenItComes() throws RulesException {
        RuleLane lane = lane();
        lane.row(0, Rules.T, row("ben", TEN));
        long over = TEN + Watermarks.ticks(Rules.T.retention());
        lane.forget(new long[] {over - Ticks.PER_MILLI, over});
        lane.row(0, Rules.T, row("ada", TEN - Ticks.PER_HOUR));
        assertEquals(List.of("forgotten", "ada"), found);

        lane.forget(new long[] {over, over});

        assertEquals(List.of("forgotten", "ada", "ben", "forgotten"), found);
        lane.close();
    }

    @Test
    void endsWithoutARow() throws RulesException {
        RuleLane lane = lane();

        lane.end();

        assertEquals(List.of("ended"), found);
        lane.close();
    }
}
