package io.tokenwatch.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Program;
import io.tokenwatch.bench.measure.Spread;
import io.tokenwatch.bench.measure.Steady;
import io.tokenwatch.bench.measure.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
    @TempDir
    private Path dir;

    /** The medians' ratio would be 3; the rounds' are 2, 3 and 4. */
    @Test
    void takesRatiosRoundByRound() {
        Rounds rounds = rounds();
        round(rounds, 2, 1);
        round(rounds, 9, 3);
        round(rounds, 8, 2);

        assertEquals(new Spread(3, 2, 4), rounds.ratio("ours", "theirs", Steady::cpuMicros));
        assertEquals(new Spread(3, 2, 4), rounds.ratio("ours", "theirs", Steady::wallMicros));
        assertEquals(new Spread(8, 2, 9), figure(rounds, "ours, CPU per event"));
        assertEquals(new Spread(3, 2, 4), figure(rounds, "ours, CPU by theirs"));
    }

    @Test
    void comparesWholeFilesByTheirWallTime() {
        Rounds rounds = rounds();
        round(rounds, 1, 1);
        rounds.add("ours", new Usage(1, 1, 0), new Usage(30, 1, 0));
        rounds.add("theirs", new Usage(1, 1, 0), new Usage(10, 1, 0));

        assertEquals(new Spread(2, 1, 3), rounds.wholeFile("ours", "theirs"));
    }

    @Test
    void runsTheProgramsInTheOppositeOrderEveryOtherTime() throws IOException, InterruptedException {
        Path told = dir.resolve("told");
        List<Contestant> contestants = List.of(writing("a", told), writing("b", told));
        Rounds rounds = new Rounds(contestants, Path.of("quarter"), Path.of("full"), 100, dir.resolve("log"));

        rounds.run(0);
        rounds.run(1);

        assertEquals(
                List.of("a quarter", "a full", "b quarter", "b full", "b quarter", "b full", "a quarter", "a full"),
                Files.readAllLines(told));
    }

    private static Contestant writing(String name, Path told) {
        return new Contestant(
                name,
                file -> new Program(
                        List.of("bash", "-c", "echo " + name + " " + file + " >>'" + told + "'"), Map.of()));
    }

    private Rounds rounds() {
        List<Contestant> contestants = List.of(new Contestant("ours", null), new Contestant("theirs", null));
        return new Rounds(contestants, null, null, 1_000_000, null);
    }

    /** A round in which an event costs so many microseconds. */
    private static void round(Rounds rounds, double ours, double theirs) {
        rounds.add("ours", new Usage(1, 1, 0), new Usage(1 + ours, 1 + ours, 0));
        rounds.add("theirs", new Usage(1, 1, 0), new Usage(1 + theirs, 1 + theirs, 0));
    }

    private static Spread figure(Rounds rounds, String name) {
        return rounds.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .map(Figure::spread)
                .findFirst()
                .orElseThrow();
    }
}
