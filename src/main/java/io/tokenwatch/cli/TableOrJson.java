package io.tokenwatch.cli;

/** How a command shows what it found. */
enum TableOrJson {
    /** To be read. */
    TABLE,
    /** JSON objects, one a line. */
    JSON;

    /** What was asked for, else what suits where standard output goes to. */
    static TableOrJson orDefault(TableOrJson asked) {
        return asked != null ? asked : Terminal.isOut() ? TABLE : JSON;
    }
}
