package io.tokenwatch.bench.data;

/** What becomes of the rows at the rules' filters. */
public enum Fate {
    /** As in real logs: most sign-ins of users are dropped, most Graph calls and all other sign-ins are kept. */
    ANY,
    /** Every row passes the filters. */
    KEPT,
    /** No row passes them. */
    DROPPED
}
