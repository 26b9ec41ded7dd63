package io.tokenwatch.cli;

import io.tokenwatch.alert.Alert;
import java.io.Writer;

/** Each telling of an alert as one JSON object a line. */
final class JsonOutput extends ReplayOutput {
    JsonOutput(Writer writer) {
        super(writer);
    }

    @Override
    void told(Alert alert) {
        line(alert.toJson());
    }
}
