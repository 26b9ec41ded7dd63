package io.tokenwatch.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import io.tokenwatch.alert.Alert;
import io.tokenwatch.event.Ticks;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The alerts as they stand at the end, as a table. */
final class TableOutput extends ReplayOutput {
    private static final int WIDEST = 60;

    private final Map<String, Alert> last = new TreeMap<>();

    TableOutput(Writer writer) {
        super(writer);
    }

    @Override
    void told(Alert alert) {
        last.put(alert.id(), alert);
    }

    @Override
    void finish() {
        if (last.isEmpty()) {
            line("No alerts.");
            return;
        }
        List<Alert> alerts = new ArrayList<>(last.values());
        alerts.sort(Comparator.comparingLong(Alert::firstEvent).thenComparing(Alert::id));
        line(AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                alerts,
                List.of(
                        column("Severity").with(alert -> alert.detection().severity()),
                        column("Detection").with(alert -> alert.detection().id()),
                        column("First event").with(alert -> seconds(alert.firstEvent())),
                        column("Last event").with(alert -> seconds(alert.lastEvent())),
                        column("Who and where").with(TableOutput::entities),
                        column("What").with(TableOutput::what))));
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
