package io.tokenwatch.engine.safety;

import java.util.Set;

/**
 * The names that the program gives to rules.
 *
 * @param tables the tables of {@code epl/events} and other event types that the program feeds
 * @param functions the program's functions
 * @param annotations the program's annotations
 */
public record Vocabulary(Set<String> tables, Set<String> functions, Set<String> annotations) {}
