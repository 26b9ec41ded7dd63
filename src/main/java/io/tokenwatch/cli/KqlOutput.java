package io.tokenwatch.cli;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.engine.DetectionInfo;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of the KQL queries: the columns of the query's {@code project}, and {@code Detection}. Where a late row
 * revised a row that was final, only the last is written.
 */
final class KqlOutput extends ReplayOutput {
    private final Map<String, Alert> finals = new TreeMap<>();

    KqlOutput(OutputStream out) {
        super(out);
    }

    @Override
    void told(Alert alert) {
        if (isFinal(alert) && !alert.detection().everyRow()) {
            finals.put(alert.id(), alert);
        }
    }

    /** The queries know no exceptions. */
    @Override
    void excepted(Withheld withheld) {
        told(withheld.alert());
    }

    @Override
    void rowOf(DetectionInfo detection, Map<String, Object> row) {
        write(detection, row);
    }

    @Override
    void finish() {
        finals.values().forEach(alert -> write(alert.detection(), alert.row()));
    }

    private void write(DetectionInfo detection, Map<String, Object> row) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("Detection", detection.id());
        all.putAll(row);
        line(all);
    }
}
