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

    ReplayOutput to(Writer writer) {
        return switch (this) {
            case TABLE -> new TableOutput(writer);
            case JSON -> new JsonOutput(writer);
            case KQL -> new KqlOutput(writer);
        };
    }
}
