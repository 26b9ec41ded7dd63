package io.tokenwatch.engine.safety;

/**
 * Something in a statement that rules may not do.
 *
 * @param statement the statement's number in its file, from 0
 * @param line the line within the statement's text, from 1; 0 if it is all of the statement
 * @param column the column, from 1; 0 if only the line is known
 * @param message what it is, and what to write instead
 */
public record Offence(int statement, int line, int column, String message) {}
