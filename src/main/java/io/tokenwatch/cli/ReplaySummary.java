package io.tokenwatch.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.tokenwatch.app.Replay;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Outcome;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What became of every row, printed at the end of a replay. */
final class ReplaySummary {
    private final Replay.Result result;
    private final int alerts;
    private final int excepted;
    private final boolean shown;

    /**
     * @param excepted how many more alerts were withheld
     * @param shown whether they were shown
     */
    ReplaySummary(Replay.Result result, int alerts, int excepted, boolean shown) {
        this.result = result;
        this.alerts = alerts;
        this.excepted = excepted;
        this.shown = shown;
    }

    void print(PrintWriter err) {
        Counters counters = result.counters();
        List<String> tables = new ArrayList<>(counters.tables());
        List<ColumnData<String>> columns = new ArrayList<>();
        columns.add(new Column().header("rows").dataAlign(HorizontalAlign.LEFT).with(table -> table));
        for (Outcome outcome : Outcome.values()) {
            columns.add(new Column()
                    .header(outcome.text())
                    .headerAlign(HorizontalAlign.RIGHT)
                    .dataAlign(HorizontalAlign.RIGHT)
                    .with(table -> String.valueOf(
                            table.equals("all") ? counters.total(outcome) : counters.get(table, outcome))));
        }
        tables.add("all");
        err.println(AsciiTable.getTable(AsciiTable.NO_BORDERS, tables, columns));
        String count = alerts + (alerts == 1 ? " alert" : " alerts");
        String more = excepted == 0 ? "" : ", " + excepted + " excepted";
        err.println(count + more + (excepted == 0 || shown ? "" : " (see --show-excepted)"));
        if (counters.total(Outcome.DEAD) + counters.total(Outcome.LATE) > 0) {
            err.println("dead letters: " + result.deadLetters());
        }
        err.flush();
    }
}
