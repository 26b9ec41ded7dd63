package io.tokenwatch.cli;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Withheld;
import java.io.OutputStream;

/** Each telling of an alert as one JSON object a line; withheld ones, if they are shown, say so. */
final class JsonOutput extends ReplayOutput {
    private final boolean showExcepted;

    JsonOutput(OutputStream out, boolean showExcepted) {
        super(out);
        this.showExcepted = showExcepted;
    }

    @Override
    void told(Alert alert) {
        line(alert.toMap());
    }

    @Override
    void excepted(Withheld withheld) {
        if (showExcepted) {
            line(withheld.toMap());
        }
    }
}
