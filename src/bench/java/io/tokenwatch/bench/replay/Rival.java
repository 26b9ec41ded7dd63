package io.tokenwatch.bench.replay;

import io.tokenwatch.bench.data.Planted;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What else can be measured beside a replay, and how its results are checked. */
public enum Rival {
    /** Esper as its documentation shows it, with data binding. */
    ESPER("plain Esper") {
        @Override
        List<Contestant> contestants(Workplace place) {
            return List.of(new Contestant(
                    label(),
                    file -> Workplace.java(
                            PlainEsper.class,
                            List.of("-Xmx4g", "-XX:+UseParallelGC"),
                            List.of(file.toString(), found(place).toString()))));
        }

        private Path found(Workplace place) {
            return place.file("esper.txt");
        }

        /** It counts hours, and calls with tokens. */
        @Override
        void check(Workplace place, List<Planted> planted, Report report) throws IOException {
            long calls = planted.stream()
                    .filter(alert -> alert.outcome().containsKey("count"))
                    .mapToLong(alert -> ((Number) alert.outcome().get("count")).longValue())
                    .sum();
            long hours = planted.stream()
                    .filter(alert -> !alert.outcome().containsKey("count"))
                    .count();
            String expected = hours + " " + calls;
            String counted = Files.readString(found(place)).strip();
            if (!counted.equals(expected)) {
                report.wrong(label() + " found " + counted + "; expected " + expected);
            }
        }
    },

    /** Both KQL queries as SQL on DuckDB; and replay as it gives the same rows. */
    DUCKDB("DuckDB") {
        @Override
        List<Contestant> contestants(Workplace place) {
            return List.of(
                    new Contestant(
                            KQL,
                            file -> place.tokenwatch(List.of(
                                    "replay",
                                    "--profile",
                                    "kql",
                                    "--format",
                                    "kql",
                                    "--out",
                                    rows(place).toString(),
                                    file.toString()))),
                    new Contestant(
                            label(),
                            file -> Workplace.java(
                                    DuckDb.class,
                                    List.of("-Xmx128m"),
                                    List.of(
                                            file.toString(),
                                            uses(place).toString(),
                                            replays(place).toString()))));
        }

        private Path rows(Workplace place) {
            return place.file("kql.ndjson");
        }

        private Path uses(Workplace place) {
            return place.file("duckdb-uses.ndjson");
        }

        private Path replays(Workplace place) {
            return place.file("duckdb-replays.ndjson");
        }

        @Override
        void check(Workplace place, List<Planted> planted, Report report) throws IOException {
            List<String> differences = KqlRows.differences(List.of(rows(place)), List.of(uses(place), replays(place)));
            if (!differences.isEmpty()) {
                report.wrong(differences.size() + " differences between the rows of " + KQL + " and " + label()
                        + ", such as " + differences.get(0));
            }
        }
    };

    /** A replay that gives the rows of the KQL queries. */
    static final String KQL = "tokenwatch, KQL's rows";

    private final String label;

    Rival(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    abstract List<Contestant> contestants(Workplace place);

    /** Tells the report if what the last full run found is wrong. */
    abstract void check(Workplace place, List<Planted> planted, Report report) throws IOException;
}
