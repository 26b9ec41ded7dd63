package io.tokenwatch.event;

/**
 * A row that was not taken, with what it takes to find and mend it.
 *
 * @param reason why
 * @param message what was found and what was expected
 * @param source where the row came from
 * @param line its first line in the source, from 1
 * @param item its place in the array or envelope that it stands in, from 1; 0 if it stands in none
 * @param table the table it belongs to, or "" if that is not known
 * @param row the row as it arrived, cut after {@link #LONGEST_ROW} bytes, or as it was read
 */
public record DeadLetter(
        DeadReason reason, String message, Source source, long line, int item, String table, String row) {
    /** More of a row than this many bytes is not kept. */
    static final int LONGEST_ROW = 64 * 1024;

    /** The same letter with another text of its row. */
    DeadLetter with(String text) {
        return new DeadLetter(reason, message, source, line, item, table, text);
    }
}
