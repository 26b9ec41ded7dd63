package io.tokenwatch.cli;

import java.io.Writer;

/** How a replay shows alerts. */
enum AlertFormat {
    /** The alerts as they stand at the end, to be read. */
    TABLE,
    /** Each telling of an alert as one JSON object a line. */
    JSON,
    /** The rows of the KQL queries, one JSON object a line. */
    KQL;

    /** @param showExcepted whether withheld alerts are shown too; rows of the queries know none */
    ReplayOutput to(Writer writer, boolean showExcepted) {
        return switch (this) {
            case TABLE -> new TableOutput(writer, showExcepted);
            case JSON -> new JsonOutput(writer, showExcepted);
            case KQL -> new KqlOutput(writer);
        };
    }
}
