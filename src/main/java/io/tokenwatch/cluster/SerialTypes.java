package io.tokenwatch.cluster;

/** The numbers by which members tell each other the types of what they send. They never change their meaning. */
final class SerialTypes {
    static final int ROWS_KEY = 1001;
    static final int ALERT_KEY = 1002;
    static final int TOLD_ALERT = 1003;
    static final int NODE_STATE = 1004;
    static final int RULE_FILES = 1005;
    static final int KEEP_ROWS = 1006;
    static final int KEEP_COPY = 1007;
    static final int PREPARE_RULES = 1008;

    private SerialTypes() {}
}
