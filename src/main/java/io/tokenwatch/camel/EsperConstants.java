package io.tokenwatch.camel;

import org.apache.camel.spi.Metadata;

/** The headers of the {@code esper:} component. */
public final class EsperConstants {
    @Metadata(
            label = "producer",
            description = "What dead letters call the file or message; otherwise its file name or the exchange's id.",
            javaType = "String")
    public static final String SOURCE = "CamelEsperSource";

    @Metadata(
            label = "producer",
            description = "How many rows of the file or message could be read.",
            javaType = "Long")
    public static final String ACCEPTED = "CamelEsperAccepted";

    @Metadata(
            label = "producer",
            description = "How many rows of the file or message could not be read.",
            javaType = "Long")
    public static final String REJECTED = "CamelEsperRejected";

    @Metadata(label = "consumer", description = "The alert's id.", javaType = "String")
    public static final String ALERT_ID = "CamelEsperAlertId";

    @Metadata(label = "consumer", description = "The id of the alert's detection.", javaType = "String")
    public static final String DETECTION = "CamelEsperDetection";

    @Metadata(
            label = "consumer",
            description = "Where the alert stands: open, updated, final or closed.",
            javaType = "String")
    public static final String STATUS = "CamelEsperStatus";

    @Metadata(label = "consumer", description = "Which telling of the alert this is, from 1.", javaType = "Integer")
    public static final String REVISION = "CamelEsperRevision";

    @Metadata(label = "consumer", description = "The alert's severity.", javaType = "String")
    public static final String SEVERITY = "CamelEsperSeverity";

    private EsperConstants() {}
}
