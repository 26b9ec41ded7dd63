package io.tokenwatch.event;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What takes rows in. Safe to share. */
@FunctionalInterface
public interface Intake {
    /**
     * Takes in all rows of a file or message, and returns when they are worked.
     *
     * @param source what to call it, and what its name tells
     * @param in its bytes; closed
     * @throws IOException if the bytes cannot be read to their end; the rows before that were taken
     * @throws InterruptedException if the caller was interrupted
     */
    Receipt accept(Source source, InputStream in) throws IOException, InterruptedException;

    /**
     * What became of a file or message.
     *
     * @param accepted rows that could be read, whatever the rules made of them
     * @param rejected rows that could not be read
     * @param someRejected the first of these
     */
    record Receipt(long accepted, long rejected, List<DeadLetter> someRejected) {}
}
