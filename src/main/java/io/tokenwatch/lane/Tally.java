package io.tokenwatch.lane;

import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Table;
import java.util.Arrays;

/** Counts a batch's rows, so that the counters that all threads share are touched once a batch. Not safe to share. */
final class Tally {
    private static final Outcome[] OUTCOMES = Outcome.values();

    private Table[] tables = new Table[0];
    private int[] rows = new int[0];

    void count(Table table, Outcome outcome) {
        int at = table.ordinal();
        if (at >= tables.length) {
            tables = Arrays.copyOf(tables, at + 1);
            rows = Arrays.copyOf(rows, (at + 1) * OUTCOMES.length);
        }
        tables[at] = table;
        rows[at * OUTCOMES.length + outcome.ordinal()]++;
    }

    /** Adds what was counted to the counters, and begins anew. */
    void moveTo(Counters counters) {
        for (int at = 0; at < rows.length; at++) {
            if (rows[at] != 0) {
                counters.add(tables[at / OUTCOMES.length].name(), OUTCOMES[at % OUTCOMES.length], rows[at]);
                rows[at] = 0;
            }
        }
    }
}
