package io.tokenwatch.camel;

/**
 * Something wrong in a route file.
 *
 * @param file the file's name below the routes folder
 * @param line its line, from 1; 0 if it is unknown
 * @param column the column, from 1; 0 if it is unknown
 * @param message what is wrong and what was expected
 */
public record RouteProblem(String file, int line, int column, String message) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + (line > 0 && column > 0 ? ":" + column : "") + ": " + message;
    }
}
