package io.tokenwatch.event;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of JSON into rows without decoding them.
 *
 * <p>What stands at the top of the stream decides, and may change from one value to the next:
 *
 * <table>
 * <tr><td>{@code {…}} on a line</td><td>the line is a row (NDJSON, storage blobs with CRLF)</td></tr>
 * <tr><td>{@code {} …, over several lines</td><td>the object is a row</td></tr>
 * <tr><td>{@code [{…},…]}</td><td>each element is a row, on one line or over many</td></tr>
 * <tr><td>{@code {"records":[{…},…]}}</td><td>each element is a row (an Event Hub message), one or many in the stream</td></tr>
 * <tr><td>{@code {"@odata.context":"…","value":[{…},…]}}</td><td>each element is a row (an answer of an OData service)</td></tr>
 * <tr><td>anything else</td><td>the line is a row, which will not decode</td></tr>
 * </table>
 *
 * <p>One broken row costs one row: on lines the next line goes on; in an array the next element that begins with the same key does. Not safe to share.
 */
final class RowSplitter {
    private enum Place {
        /** Between values. */
        TOP,
        /** In an array, before an element. */
        ARRAY,
        /** In the array of an envelope, before an element. */
        ENVELOPE,
        /** After the array of an envelope, before the end of its object. */
        ENVELOPE_TAIL,
        /** In a line that is too long. */
        REST_OF_LINE,
        /** In an element that is too long. */
        REST_OF_ELEMENT,
        /** In an array whose next element cannot be found. */
        REST_OF_STREAM
    }

    /**
     * How much of a stream the first chunk has. Each has a quarter more than the one before: the rows of a message are
     * at the lanes soon, and those of a long file come in few chunks.
     */
    private static final int FIRST_BYTES = 32 * 1024;

    /** Reads rows where they stand: whether a row is all of its line shows while it is read, and not by two looks. */
    interface LineReader {
        /** Begins with the rows of a chunk. */
        void begin(Chunk chunk);

        /**
         * Reads the row that begins at a place of the chunk, if it is all that stands on its line.
         *
         * @param view the place that is not looked at any more
         * @return the place of the newline behind it; negative if the row is to be cut out, and read later
         */
        int read(Chunk chunk, int from, int view);

        /** The row that was read last is the chunk's latest. */
        void add();
    }

    private final InputStream in;
    private final Chunks chunks;
    private final int longestRow;

    private LineReader reader;
    private Chunk chunk;
    private Chunk following;
    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int nextLength = FIRST_BYTES;
    private boolean ended;
    private IOException failure;

    private Place place = Place.TOP;
    private long line = 1;
    private int item;
    private Place around = Place.TOP;
    private long valueLine;
    private long arrayLine;
    private long aroundLine;
    private int arrayItems;
    private byte[] firstKey;

    private Place arrayPlace;
    private boolean skipToLineEnd;
    private int skipDepth;
    private boolean skipString;
    private boolean skipEscaped;
    private final JsonScan scan = new JsonScan();

    RowSplitter(InputStream in, Chunks chunks, int longestRow) {
        this.in = in;
        this.chunks = chunks;
        this.longestRow = longestRow;
        this.following = chunks.next(0);
    }

    /**
     * The next stretch of the stream; it may hold no row.
     *
     * @return null at the end of the stream
     * @throws IOException if the stream cannot be read further; everything before that was returned
     */
    Chunk next() throws IOException {
        return next(null);
    }

    /**
     * The same, for one who reads rows while they are looked for.
     *
     * @param lines reads those rows of the chunk that come before any that it leaves; null for nobody
     */
    Chunk next(LineReader lines) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (isOver()) {
            return null;
        }
        fill();
        reader = lines;
        if (reader != null) {
            reader.begin(chunk);
        }
        while (step()) {
            // each step takes one row, or gets to the next place
        }
        if (ended) {
            finish();
        } else {
            leaveRest();
        }
        return chunk;
    }

    /** Whether all of the stream was returned; it may still be told that it broke off. */
    boolean isOver() {
        return ended && at == end && place == Place.TOP;
    }

    /** Whether the next chunk is short, because it is one of the first of the stream. */
    boolean nextIsShort() {
        return nextLength(end - at) < following.bytes.length;
    }

    /** How long the next chunk is, with what is left of the last one. */
    private int nextLength(int rest) {
        return Math.min(following.bytes.length, Math.max(nextLength, 2 * rest));
    }

    private void fill() {
        int length = nextLength(end - at);
        chunk = following;
        bytes = chunk.bytes;
        scan.over(bytes);
        end -= at;
        at = 0;
        while (!ended && end < length) {
            int n = read(length - end);
            ended = n < 0;
            end += Math.max(n, 0);
        }
        nextLength = Math.min(bytes.length, nextLength + nextLength / 4);
    }

    /** Puts what is left over where the next chunk begins; this one belongs to whoever gets it. */
    private void leaveRest() {
        following = chunks.next(end - at);
        System.arraycopy(bytes, at, following.bytes, 0, end - at);
    }

    private int read(int most) {
        try {
            return in.read(bytes, end, most);
        } catch (IOException broken) {
            failure = broken;
            return -1;
        }
    }

    /**
     * The end of what is looked at before a value is judged: a bit more than the longest row may have. Looking further
     * would make the outcome depend on how much of the stream happens to be there.
     */
    private int view() {
        return full() ? at + longestRow + 2 : end;
    }

    /** Whether there are as many bytes as are looked at, so that more of them would change nothing. */
    private boolean full() {
        return end - at - 2 >= longestRow;
    }

    private boolean mayHaveMore() {
        return !ended && !full();
    }

    /** Goes one step on. False if that needs more bytes than there are. */
    private boolean step() {
        return switch (place) {
            case TOP -> top();
            case ARRAY, ENVELOPE -> element();
            case ENVELOPE_TAIL -> tail();
            case REST_OF_LINE -> restOfLine();
            case REST_OF_ELEMENT -> restOfElement();
            case REST_OF_STREAM -> restOfStream();
        };
    }

    private boolean top() {
        if (!skipBlank(false)) {
            return false;
        }
        if (bytes[at] == '[') {
            int next = scan.afterBlankOnLine(at + 1, view());
            if (next == view() && mayHaveMore()) {
                return false;
            }
            if (next == view() || bytes[next] == '{' || bytes[next] == ']' || bytes[next] == '\n') {
                enter(Place.ARRAY, at + 1);
                return true;
            }
        } else if (bytes[at] == '{') {
            int first = scan.envelope(at, view());
            if (first == JsonScan.NEED_MORE && mayHaveMore()) {
                return false;
            }
            if (first > 0) {
                enter(Place.ENVELOPE, first);
                return true;
            }
        }
        return line();
    }

    private void enter(Place array, int first) {
        around = place;
        aroundLine = arrayLine;
        place = array;
        arrayLine = line;
        arrayItems = around == Place.TOP ? 0 : arrayItems;
        item = 0;
        passed(at, first);
        at = first;
    }

    /** An envelope in an array is read as one; in another envelope it tells that this one was cut off before it. */
    private void nested(int first) {
        if (place == Place.ARRAY) {
            enter(Place.ENVELOPE, first);
        } else {
            unclosed(at, at);
        }
    }

    /** Takes one line, or the object that begins on it and ends on a later one. */
    private boolean line() {
        int read = reader == null || bytes[at] != '{' ? -1 : reader.read(chunk, at, view());
        if (read >= 0 && read - at <= longestRow) {
            chunk.add(at, trimmed(at, read), line, 0, Chunk.Kind.ROW);
            reader.add();
            at = read;
            return true;
        }
        int newline = scan.newline(at, view());
        if (newline < 0 && mayHaveMore()) {
            return false;
        }
        int stop = newline < 0 ? view() : newline;
        int last = trimmed(at, stop);
        if (bytes[at] == '{' && bytes[last - 1] != '}' && newline >= 0) {
            int close = scan.object(at, view());
            if (close == JsonScan.NEED_MORE && mayHaveMore()) {
                return false;
            }
            if ((close == JsonScan.NEED_MORE && full()) || close - at > longestRow) {
                return oversized();
            }
            if (close > 0) {
                take(at, close, 0);
                return true;
            }
        }
        if (last - at > longestRow || (newline < 0 && full())) {
            return tooLong(Place.REST_OF_LINE);
        }
        chunk.add(at, last, line, 0, Chunk.Kind.ROW);
        at = stop;
        return true;
    }

    private int trimmed(int from, int to) {
        int last = to;
        while (last > from && JsonScan.isBlank(bytes[last - 1])) {
            last--;
        }
        return last;
    }

    private boolean tooLong(Place rest) {
        int shown = Math.min(longestRow, DeadLetter.LONGEST_ROW);
        chunk.add(at, Math.min(end, at + shown), line, item, Chunk.Kind.TOO_LONG);
        place = rest;
        return true;
    }

    private boolean restOfLine() {
        int newline = scan.newline(at, end);
        at = newline < 0 ? end : newline;
        if (newline >= 0) {
            place = Place.TOP;
        }
        return newline >= 0;
    }

    private boolean restOfStream() {
        passed(at, end);
        at = end;
        return false;
    }

    /** In an array: takes the next element, or leaves the array. */
    private boolean element() {
        if (!skipBlank(true)) {
            return false;
        }
        if (bytes[at] == ']') {
            at++;
            item = 0;
            place = place == Place.ARRAY ? Place.TOP : Place.ENVELOPE_TAIL;
            return true;
        }
        if (bytes[at] == '{' && (place == Place.ARRAY || line > valueLine)) {
            int first = scan.envelope(at, view());
            if (first == JsonScan.NEED_MORE && mayHaveMore()) {
                return false;
            }
            if (first > 0) {
                nested(first);
                return true;
            }
        }
        int close = bytes[at] == '{' ? scan.object(at, view()) : scan.scalar(at, view());
        if (close == JsonScan.NEED_MORE && mayHaveMore()) {
            return false;
        }
        if ((close == JsonScan.NEED_MORE && full()) || close - at > longestRow) {
            item = ++arrayItems;
            return oversized();
        }
        if (close > 0) {
            item = ++arrayItems;
            rememberKey(at);
            take(at, close, item);
            return true;
        }
        return broken();
    }

    /**
     * A value that is longer than a row may be: its beginning is a dead letter, the rest is passed over without being
     * kept.
     */
    private boolean oversized() {
        arrayPlace = place;
        skipToLineEnd = onLineOfArray();
        skipDepth = 0;
        skipString = false;
        skipEscaped = false;
        return tooLong(Place.REST_OF_ELEMENT);
    }

    private boolean restOfElement() {
        for (int i = at; i < end; i++) {
            byte c = bytes[i];
            if (c == '\n' && skipToLineEnd) {
                at = i;
                place = Place.TOP;
                return true;
            }
            if (skipEscaped) {
                skipEscaped = false;
            } else if (skipString) {
                skipEscaped = c == '\\';
                skipString = c != '"';
            } else if (c == '"') {
                skipString = true;
            } else if (skipDepth == 0 && (c == ',' || c == ']' || c == '}')) {
                passed(at, i);
                at = i;
                place = arrayPlace;
                return true;
            } else if (c == '{' || c == '[') {
                skipDepth++;
            } else if ((c == '}' || c == ']') && --skipDepth == 0) {
                passed(at, i + 1);
                at = i + 1;
                place = arrayPlace;
                return true;
            }
        }
        passed(at, end);
        at = end;
        return false;
    }

    /**
     * An element that breaks the rules: everything up to the next element, or to the end of the line, is one bad row.
     */
    private boolean broken() {
        int lineEnd = scan.newline(at, view());
        boolean oneLine = onLineOfArray();
        if (oneLine && lineEnd < 0 && mayHaveMore()) {
            return false;
        }
        int limit = oneLine && lineEnd >= 0 ? lineEnd : view();
        int next = resync(limit);
        while (next < 0 && oneLine && lineEnd >= 0) {
            // a newline in the middle of a text: the rest of the array may stand on the next line
            int onNextLine = scan.afterBlank(lineEnd, view());
            if (onNextLine == view() ? !mayHaveMore() : bytes[onNextLine] == '{' || bytes[onNextLine] == '[') {
                break;
            }
            lineEnd = scan.newline(onNextLine, view());
            if (lineEnd < 0 && mayHaveMore()) {
                return false;
            }
            limit = lineEnd < 0 ? view() : lineEnd;
            next = resync(limit);
        }
        if (next < 0 && !oneLine && mayHaveMore()) {
            return false;
        }
        item = ++arrayItems;
        if (next > 0) {
            take(at, next, item);
        } else {
            take(at, limit, item);
            place = oneLine ? Place.REST_OF_LINE : Place.REST_OF_STREAM;
            item = 0;
        }
        return true;
    }

    /** The array ended without its bracket: what stands there now is read anew. */
    private void unclosed(int from, int to) {
        chunk.add(from, to, arrayLine, arrayItems, Chunk.Kind.UNCLOSED);
        place = Place.TOP;
        item = 0;
    }

    /** Looks for the end of the envelope; it may go on behind the line of its array, but not with another envelope. */
    private boolean tail() {
        int view = view();
        int i = at;
        int depth = 1;
        boolean inString = false;
        for (; i < view; i++) {
            byte c = bytes[i];
            if (c == '\n' && line == arrayLine) {
                int next = scan.afterBlank(i, view());
                if (next == view && mayHaveMore()) {
                    return false;
                }
                if (inString || next == view || "}],\"".indexOf(bytes[next]) < 0) {
                    unclosed(at, i);
                    at = i;
                    return true;
                }
            }
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                passed(at, i + 1);
                at = i + 1;
                place = around;
                arrayLine = aroundLine;
                return true;
            }
        }
        return full() ? tooLong(line == arrayLine ? Place.REST_OF_LINE : Place.REST_OF_STREAM) : false;
    }

    /**
     * At the end of the stream: what is left over is a row if it stands alone, and an unclosed array if one is open.
     */
    private void finish() {
        switch (place) {
            case TOP, REST_OF_LINE, REST_OF_ELEMENT, REST_OF_STREAM -> {}
            case ARRAY, ENVELOPE, ENVELOPE_TAIL -> unclosed(at, end);
        }
        place = Place.TOP;
        at = end;
    }

    private void take(int from, int to, int itemOfRow) {
        int last = to;
        while (last > from
                && (JsonScan.isBlank(bytes[last - 1]) || bytes[last - 1] == '\n' || bytes[last - 1] == ',')) {
            last--;
        }
        chunk.add(from, last, line, itemOfRow, Chunk.Kind.ROW);
        passed(from, to);
        at = to;
    }

    /** Counts the lines that were passed. */
    private void passed(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        valueLine = line;
    }

    /**
     * Whether this element is on the line on which its array began, which then is likely to end on it too; not so where
     * that line ends with the element's opening brace.
     */
    private boolean onLineOfArray() {
        int next = scan.afterBlankOnLine(at + 1, view());
        return place != Place.TOP && line == arrayLine && (next == view() || bytes[next] != '\n');
    }

    /** Skips blanks, newlines, a byte order mark, and in arrays commas. False at the end of the bytes. */
    private boolean skipBlank(boolean commas) {
        for (; at < end; at++) {
            byte c = bytes[at];
            if (c == '\n') {
                line++;
            } else if (!JsonScan.isBlank(c) && !(commas && c == ',') && !isByteOrderMark(c)) {
                return true;
            }
        }
        return false;
    }

    private boolean isByteOrderMark(byte c) {
        return line == 1 && (c == (byte) 0xEF || c == (byte) 0xBB || c == (byte) 0xBF) && place == Place.TOP;
    }

    /** Notes the key that an element begins with, if it begins with one. */
    private void rememberKey(int from) {
        byte[] key = scan.firstKey(from, view());
        if (key != null && !Arrays.equals(key, firstKey)) {
            firstKey = key;
        }
    }

    /** The next place before a limit that looks like the beginning of an element, or -1. */
    private int resync(int limit) {
        byte[] own = scan.firstKey(at, view());
        byte[] key = own != null ? own : firstKey;
        return key == null ? -1 : scan.elementWith(key, at + 1, limit);
    }
}
