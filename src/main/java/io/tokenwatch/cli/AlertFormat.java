package io.tokenwatch.cli;

import java.io.OutputStream;

/** How a replay shows alerts. */
enum AlertFormat {
    /** The alerts as they stand at the end, to be read. */
    TABLE,
    /** Each telling of an alert as one JSON object a line. */
    JSON,
    /** The rows of the KQL queries, one JSON object a line. */
    KQL;

    /** @param showExcepted whether withheld alerts are shown too; rows of the queries know none */
    ReplayOutput to(OutputStream out, boolean showExcepted) {
        return switch (this) {
            case TABLE -> new TableOutput(out, showExcepted);
            case JSON -> new JsonOutput(out, showExcepted);
            case KQL -> new KqlOutput(out);
        };
    }
}
