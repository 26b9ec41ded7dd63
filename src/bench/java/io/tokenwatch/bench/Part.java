package io.tokenwatch.bench;

/** What can be measured. */
enum Part {
    REPLAY,
    GARBAGE,
    LATENCY,
    MEMORY,
    MEMBER,
    JMH
}
