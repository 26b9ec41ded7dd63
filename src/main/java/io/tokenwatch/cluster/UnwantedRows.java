package io.tokenwatch.cluster;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.RowPack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The latest rows that this member took in and that no rule wanted, for rules that come to want them. They have no
 * backup. Safe to share.
 */
final class UnwantedRows {
    private static final int PACK = 1000;

    private final int most;
    private final RowPack.Writer writer = new RowPack.Writer();
    private final Deque<Pack> packs = new ArrayDeque<>();
    private long rows;

    private record Pack(byte[] bytes, int rows) {}

    /** @param most how many rows are kept; of more the oldest go */
    UnwantedRows(int most) {
        this.most = most;
    }

    synchronized void add(Table table, Object[] row) {
        if (most > 0) {
            writer.add(table, row, true);
            if (writer.size() == PACK) {
                pack();
            }
        }
    }

    private void pack() {
        int size = writer.size();
        if (size > 0) {
            packs.add(new Pack(writer.finish(), size));
            rows += size;
        }
        while (rows > most) {
            rows -= packs.remove().rows();
        }
    }

    /** A row that was kept here and is wanted now. */
    record Wanted(Table table, Object[] row) {}

    /** Takes out the rows that are wanted now. */
    synchronized List<Wanted> take(Catalog catalog, BiPredicate<Table, Object[]> wanted) {
        pack();
        List<Pack> before = List.copyOf(packs);
        packs.clear();
        rows = 0;
        List<Wanted> taken = new ArrayList<>();
        for (Pack pack : before) {
            RowPack.read(pack.bytes(), catalog, (table, row, counts) -> {
                if (wanted.test(table, row)) {
                    taken.add(new Wanted(table, row));
                } else {
                    add(table, row);
                }
            });
        }
        return taken;
    }

    synchronized long size() {
        return rows + writer.size();
    }
}
