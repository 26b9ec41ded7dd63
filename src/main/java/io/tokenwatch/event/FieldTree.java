package io.tokenwatch.event;

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
        private int visits;

        /** Counts one more object of this kind; the number tells whether a field was seen in it before. */
        int beginVisit() {
            return ++visits;
        }

        Field field(String name) {
            Field known = fields.get(name);
            if (known != null) {
                return known;
            }
            Field fresh = new Field();
            if (fields.size() < MOST_NAMES) {
                fields.put(name, fresh);
            }
            return fresh;
        }
    }

    /** One name in an object. */
    static final class Field {
        private final TextPool texts = new TextPool();
        private Node node;
        private int slot = -1;
        private int lastVisit;

        /** The object that is read below this name, or null. */
        Node node() {
            return node;
        }

        /** The slot for its value, or -1 if no column is read from here. */
        int slot() {
            return slot;
        }

        TextPool texts() {
            return texts;
        }

        boolean firstIn(int visit) {
            boolean first = lastVisit != visit;
            lastVisit = visit;
            return first;
        }
    }
}
