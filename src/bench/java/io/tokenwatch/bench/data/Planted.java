package io.tokenwatch.bench.data;

import java.util.Map;

/**
 * An alert that must come of what was planted.
 *
 * @param key by which of its row's columns it is known from its first telling on
 * @param outcome what it says at the end, by column
 * @param decidedBy the row, from 0, with which it is due
 */
public record Planted(String detection, Map<String, Object> key, Map<String, Object> outcome, int decidedBy) {}
