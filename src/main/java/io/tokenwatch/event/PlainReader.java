package io.tokenwatch.event;

import java.nio.charset.StandardCharsets;

/**
 * Reads well-formed records straight from their bytes, eight at a time: notes where the values stand that columns are
 * read from, and passes over the rest without making anything of it. Checks all that Jackson checks; what it does not
 * find in order, or only seldom comes, it leaves to {@link JacksonReader}, which reads it or says what is wrong. So it
 * never has to decide that a record is bad. Not safe to share.
 *
 * <p>Source: RFC 8259; Jackson's UTF8StreamJsonParser for what is refused.
 */
final class PlainReader {
    /** Nesting is kept in the bits of a long. */
    private static final int DEEPEST = 62;

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_NUMBER = 64;

    private final FieldTree fields;
    private final Values values;
    private final int deepest;

    private byte[] bytes;
    private int at;
    private int end;
    private int depth;
    private boolean inText;
    private boolean passedNewline;

    PlainReader(FieldTree fields, Values values, Limits limits) {
        this.fields = fields;
        this.values = values;
        this.deepest = Math.min(limits.depth(), DEEPEST);
    }

    /**
     * Reads a record into the values.
     *
     * @return whether it was read; if not, the values are of no use
     */
    boolean read(byte[] of, int from, int to) {
        values.begin(of);
        over(of, from, to);
        inText = false;
        return from < to && of[from] == '{' && object(fields.root()) && afterBlank(at) == end;
    }

    /**
     * Reads a record that is all that stands on its line into the values.
     *
     * @param view the place that is not looked at any more
     * @return the place of the newline behind it; negative if it was not read, and the values are of no use
     */
    int line(byte[] of, int from, int view) {
        values.begin(of);
        over(of, from, view);
        inText = false;
        passedNewline = false;
        if (!object(fields.root()) || passedNewline) {
            return -1;
        }
        while (at < end && JsonScan.isBlank(bytes[at])) {
            at++;
        }
        return at < end && bytes[at] == '\n' ? at : -1;
    }

    private void over(byte[] of, int from, int to) {
        bytes = of;
        at = from;
        end = to;
        depth = 0;
    }

    private int afterBlank(int from) {
        int i = from;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\t' || bytes[i] == '\r')) {
            passedNewline |= bytes[i] == '\n';
            i++;
        }
        return i;
    }

    /** Goes over blanks; the byte after them, or 0 at the end. */
    private byte peek() {
        int i = at;
        if (i < end && bytes[i] > ' ') {
            return bytes[i];
        }
        at = afterBlank(i);
        return at < end ? bytes[at] : 0;
    }

    /** Reads an object whose columns are wanted, from its brace on. */
    private boolean object(FieldTree.Node node) {
        if (++depth > deepest) {
            return false;
        }
        at++;
        if (peek() == '}') {
            at++;
            depth--;
            return true;
        }
        int visit = node.beginVisit();
        FieldTree.Field before = node.beginning();
        while (true) {
            FieldTree.Field field = peek() == '"' ? name(node, before) : null;
            if (field == null || !field.firstIn(visit)) {
                return false;
            }
            if (!value(field, peek())) {
                return false;
            }
            byte next = peek();
            at++;
            if (next == '}') {
                depth--;
                return true;
            }
            if (next != ',') {
                return false;
            }
            before = field;
        }
    }

    /** The field whose name begins with the quote here, read with its colon; null if it is no plain name. */
    private FieldTree.Field name(FieldTree.Node node, FieldTree.Field before) {
        int from = at + 1;
        FieldTree.Field expected = before.follower(bytes, from, end);
        if (expected != null) {
            at = from + expected.length() + 2;
            return expected;
        }
        long inside = JsonStrings.inside(bytes, from, end);
        int close = JsonStrings.close(inside);
        if (inside < 0 || close - from > LONGEST_NAME || JsonStrings.form(inside) != Values.Form.PLAIN) {
            return null;
        }
        at = close + 1;
        if (peek() != ':') {
            return null;
        }
        at++;
        FieldTree.Field found = node.field(bytes, from, close);
        if (found != null) {
            before.followedBy(found);
        }
        return found;
    }

    private boolean value(FieldTree.Field field, byte first) {
        int from = at;
        if (first == '"') {
            long inside = JsonStrings.inside(bytes, from + 1, end);
            if (inside < 0) {
                return false;
            }
            int close = JsonStrings.close(inside);
            at = close + 1;
            if (field.node() != null) {
                return objectAsText(field.node(), from + 1, close, JsonStrings.form(inside));
            }
            if (field.slot() >= 0) {
                note(field.slot(), from + 1, close, JsonStrings.form(inside));
            }
            return true;
        }
        if (first == '{' && field.node() != null) {
            return object(field.node());
        }
        if (!other(first)) {
            return false;
        }
        if (field.slot() >= 0 && first != 'n') {
            note(field.slot(), from, at, first == '{' || first == '[' ? Values.Form.WIDE : Values.Form.PLAIN);
        }
        return true;
    }

    private void note(int slot, int from, int to, Values.Form form) {
        if (inText) {
            values.put(slot, values.text(slot, bytes, from, to, form));
        } else {
            values.put(slot, from, to, form);
        }
    }

    /** Some exporters write {@code properties} as JSON text. */
    private boolean objectAsText(FieldTree.Node node, int from, int to, Values.Form form) {
        if (from == to || bytes[from] != '{' && bytes[from] != '\\') {
            return true;
        }
        if (inText || bytes[from] == '\\') {
            return false;
        }
        byte[] record = bytes;
        int recordAt = at;
        int recordEnd = end;
        int recordDepth = depth;
        byte[] inner = values.decoded(record, from, to, form).getBytes(StandardCharsets.UTF_8);
        over(inner, 0, inner.length);
        inText = true;
        boolean read = object(node);
        inText = false;
        over(record, recordAt, recordEnd);
        depth = recordDepth;
        return read;
    }

    /** Passes over a value that is no string. */
    private boolean other(byte first) {
        return switch (first) {
            case '{', '[' -> container();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean literal(String text) {
        for (int i = 0; i < text.length(); i++, at++) {
            if (at == end || bytes[at] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        int from = at;
        if (at < end && bytes[at] == '-') {
            at++;
        }
        if (at < end && bytes[at] == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (at < end && bytes[at] == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            if (!digits()) {
                return false;
            }
        }
        return at - from <= LONGEST_NUMBER;
    }

    private boolean digits() {
        int from = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > from;
    }

    /** Passes over an object or array, from its bracket on, checking all of it. */
    private boolean container() {
        int around = depth;
        // The kind of each open bracket, the innermost lowest: 1 is an object.
        long kinds = 0;
        boolean opened = false;
        do {
            byte c = peek();
            boolean inObject = depth > around && (kinds & 1) == 1;
            if (opened && c == (inObject ? '}' : ']')) {
                at++;
                kinds >>>= 1;
                depth--;
                opened = false;
            } else {
                if (inObject) {
                    if (c != '"' || !nameOfNobody()) {
                        return false;
                    }
                    c = peek();
                }
                opened = c == '{' || c == '[';
                if (opened) {
                    if (++depth > deepest) {
                        return false;
                    }
                    kinds = kinds << 1 | (c == '{' ? 1 : 0);
                    at++;
                    continue;
                }
                if (c == '"') {
                    long inside = JsonStrings.inside(bytes, at + 1, end);
                    if (inside < 0) {
                        return false;
                    }
                    at = JsonStrings.close(inside) + 1;
                } else if (!other(c)) {
                    return false;
                }
            }
            // after a value: all brackets that close here, or a comma
            while (depth > around) {
                byte next = peek();
                at++;
                if (next == ',') {
                    break;
                }
                if (next != ((kinds & 1) == 1 ? '}' : ']')) {
                    return false;
                }
                kinds >>>= 1;
                depth--;
            }
        } while (depth > around);
        return true;
    }

    private boolean nameOfNobody() {
        long inside = JsonStrings.inside(bytes, at + 1, end);
        // Of names with escapes Jackson asks more than of texts: their surrogates must be pairs.
        if (inside < 0
                || JsonStrings.close(inside) - at > LONGEST_NAME
                || JsonStrings.form(inside) == Values.Form.ESCAPED) {
            return false;
        }
        at = JsonStrings.close(inside) + 1;
        if (peek() != ':') {
            return false;
        }
        at++;
        peek();
        return true;
    }
}
