package io.tokenwatch.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The names that a record is searched for: a tree of the paths of all columns of all tables. Each path has a slot,
 * which holds its value while a record is read. Remembers what it saw, so it belongs to one decoder; not safe to share.
 */
final class FieldTree {
    /** Names beyond this many are not remembered: a sender must not fill the memory with names. */
    private static final int MOST_NAMES = 4096;

    private final Map<String, Integer> slots = new HashMap<>();
    private final Node root = new Node();

    FieldTree(Catalog catalog) {
        for (Table table : catalog.tables()) {
            for (Column column : table.columns()) {
                column.paths().forEach(this::slot);
            }
        }
    }

    Node root() {
        return root;
    }

    int slotCount() {
        return slots.size();
    }

    /** The slot of a path such as {@code properties.status.errorCode}; makes one if there is none. */
    int slot(String path) {
        return slots.computeIfAbsent(path, p -> {
            Node node = root;
            String[] names = p.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                Field field = node.field(names[i]);
                if (field.node == null) {
                    field.node = new Node();
                }
                node = field.node;
            }
            int slot = slots.size();
            node.field(names[names.length - 1]).slot = slot;
            return slot;
        });
    }

    /** The names of one object. */
    static final class Node {
        private final Map<String, Field> fields = new HashMap<>();
        private final Field beginning = new Field("");
        private Field[] byBytes = new Field[64];
        private int visits;

        /** Counts one more object of this kind; the number tells whether a field was seen in it before. */
        int beginVisit() {
            return ++visits;
        }

        /** What stands before the first name. */
        Field beginning() {
            return beginning;
        }

        Field field(String name) {
            Field known = fields.get(name);
            if (known != null) {
                return known;
            }
            Field fresh = new Field(name);
            if (fields.size() < MOST_NAMES) {
                fields.put(name, fresh);
                if (fields.size() * 2 > byBytes.length) {
                    byBytes = new Field[byBytes.length * 2];
                    fields.values().forEach(this::place);
                } else {
                    place(fresh);
                }
            }
            return fresh;
        }

        private void place(Field field) {
            int at = Words.hash(field.name, 0, field.name.length) & byBytes.length - 1;
            while (byBytes[at] != null) {
                at = at + 1 & byBytes.length - 1;
            }
            byBytes[at] = field;
        }

        /**
         * The field whose name has these bytes, which are ASCII.
         *
         * @return null if there are too many names to remember this one
         */
        Field field(byte[] bytes, int from, int to) {
            int at = Words.hash(bytes, from, to) & byBytes.length - 1;
            for (; byBytes[at] != null; at = at + 1 & byBytes.length - 1) {
                byte[] name = byBytes[at].name;
                if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                    return byBytes[at];
                }
            }
            return fields.size() < MOST_NAMES
                    ? field(new String(bytes, from, to - from, StandardCharsets.US_ASCII))
                    : null;
        }
    }

    /** One name in an object. */
    static final class Field {
        private final byte[] name;
        /** The name with what mostly stands behind it, {@code name":}, in words; the last one overlaps. */
        private final long[] words;

        // The first and last of them once more, where no array needs to be looked into.
        private final long firstWord;
        private final long lastWord;
        private final int lengthBehind;
        private final long mask;
        private Field next;
        private Field orNext;
        private Node node;
        private int slot = -1;
        private int lastVisit;

        Field(String text) {
            name = text.getBytes(StandardCharsets.UTF_8);
            lengthBehind = name.length + 2;
            byte[] behind = Arrays.copyOf(name, Math.max(lengthBehind, Words.BYTES));
            behind[name.length] = '"';
            behind[name.length + 1] = ':';
            words = new long[(behind.length + Words.BYTES - 1) / Words.BYTES];
            for (int i = 0; i < words.length; i++) {
                words[i] = Words.at(behind, Math.min(i * Words.BYTES, behind.length - Words.BYTES));
            }
            firstWord = words[0];
            lastWord = words[words.length - 1];
            mask = lengthBehind < Words.BYTES ? (1L << 8 * lengthBehind) - 1 : -1;
        }

        /** The object that is read below this name, or null. */
        Node node() {
            return node;
        }

        /** The slot for its value, or -1 if no column is read from here. */
        int slot() {
            return slot;
        }

        boolean firstIn(int visit) {
            boolean first = lastVisit != visit;
            lastVisit = visit;
            return first;
        }

        /** The name that came after this one before, if it stands there again with its colon; else null. */
        Field follower(byte[] bytes, int from, int end) {
            if (next != null && next.stands(bytes, from, end)) {
                return next;
            }
            return orNext != null && orNext.stands(bytes, from, end) ? orNext : null;
        }

        /**
         * Notes what came after this name. Logs write the names of a table in one order, and most names belong to one
         * or two tables.
         *
         * @param field a name that was found by its bytes
         */
        void followedBy(Field field) {
            orNext = next;
            next = field;
        }

        int length() {
            return name.length;
        }

        private boolean stands(byte[] bytes, int from, int end) {
            int stop = from + lengthBehind;
            if (stop > end || from + Words.BYTES > bytes.length || (Words.at(bytes, from) & mask) != firstWord) {
                return false;
            }
            if (lengthBehind <= Words.BYTES) {
                return true;
            }
            if (Words.at(bytes, stop - Words.BYTES) != lastWord) {
                return false;
            }
            for (int i = 1; i < words.length - 1; i++) {
                if (Words.at(bytes, from + i * Words.BYTES) != words[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
