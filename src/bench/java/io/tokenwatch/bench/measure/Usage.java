package io.tokenwatch.bench.measure;

/**
 * What a program used that has ended.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds in user and system mode, of all its threads
 * @param peakBytes the most memory that it had resident; 0 where the system does not tell
 */
public record Usage(double wallSeconds, double cpuSeconds, long peakBytes) {}
