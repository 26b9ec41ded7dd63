package io.tokenwatch.engine;

/**
 * Something wrong in a rule file.
 *
 * @param file the file
 * @param line its line, from 1
 * @param column the column, from 1; 0 if only the line is known
 * @param message what is wrong and what was expected
 */
public record EplProblem(String file, int line, int column, String message) {
    @Override
    public String toString() {
        return file + ":" + line + (column > 0 ? ":" + column : "") + ": " + message;
    }
}
