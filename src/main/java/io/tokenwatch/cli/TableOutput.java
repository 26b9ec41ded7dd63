package io.tokenwatch.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.event.Ticks;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The alerts as they stand at the end, as a table. */
final class TableOutput extends ReplayOutput {
    private static final int WIDEST = 60;

    private final Map<String, Alert> last = new TreeMap<>();
    private final Map<String, Withheld> excepted = new HashMap<>();
    private final boolean showExcepted;

    TableOutput(OutputStream out, boolean showExcepted) {
        super(out);
        this.showExcepted = showExcepted;
    }

    @Override
    void told(Alert alert) {
        last.put(alert.id(), alert);
        excepted.remove(alert.id());
    }

    @Override
    void excepted(Withheld withheld) {
        if (showExcepted) {
            last.put(withheld.alert().id(), withheld.alert());
            excepted.put(withheld.alert().id(), withheld);
        }
    }

    @Override
    void finish() {
        if (last.isEmpty()) {
            line("No alerts.");
            return;
        }
        List<Alert> alerts = new ArrayList<>(last.values());
        alerts.sort(Comparator.comparingLong(Alert::firstEvent).thenComparing(Alert::id));
        List<ColumnData<Alert>> columns = new ArrayList<>(List.of(
                column("Severity").with(alert -> alert.detection().severity()),
                column("Detection").with(alert -> alert.detection().id()),
                column("First event").with(alert -> seconds(alert.firstEvent())),
                column("Last event").with(alert -> seconds(alert.lastEvent())),
                column("Who and where").with(TableOutput::entities),
                column("What").with(TableOutput::what)));
        if (showExcepted) {
            columns.add(column("Excepted").with(alert -> why(excepted.get(alert.id()))));
        }
        line(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, alerts, columns));
    }

    private static String why(Withheld withheld) {
        if (withheld == null) {
            return "";
        }
        return withheld.owner() == null
                ? withheld.reason()
                : withheld.reason() + " (" + withheld.owner() + ", until " + withheld.expires() + "; " + withheld.by()
                        + ")";
    }

    private static Column column(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(WIDEST, OverflowBehaviour.NEWLINE);
    }

    private static String seconds(long ticks) {
        return Ticks.toIso(ticks).substring(0, 19).replace('T', ' ');
    }

    private static String entities(Alert alert) {
        return alert.entities().stream()
                .filter(entity -> !entity.type().equals("token"))
                .map(Alert.Entity::value)
                .collect(Collectors.joining(", "));
    }

    private static String what(Alert alert) {
        String text = alert.detection().updateOn().stream()
                .map(column -> String.valueOf(alert.row().get(column)))
                .findFirst()
                .orElse(alert.detection().title());
        return alert.count() > 1 && alert.detection().everyRow() ? text + " (" + alert.count() + " times)" : text;
    }
}
