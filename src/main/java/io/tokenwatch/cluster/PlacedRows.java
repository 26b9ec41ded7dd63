package io.tokenwatch.cluster;

import io.tokenwatch.event.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a batch that belong in one partition, as they were decoded. They do not leave the member: where that owns
 * the partition too, its lane needs not unpack them.
 */
final class PlacedRows {
    private final LiveRuleSet under;
    private final List<Placed> rows = new ArrayList<>();

    /** @param under the rules that were asked where they want the rows */
    PlacedRows(LiveRuleSet under) {
        this.under = under;
    }

    /**
     * A row in one of its places.
     *
     * @param wanted the rules that want it there: bit <i>b</i> is rule <i>b</i> of the table
     * @param counts whether it is counted there
     */
    record Placed(Table table, Object[] row, long wanted, boolean counts) {}

    void add(Table table, Object[] row, long wanted, boolean counts) {
        rows.add(new Placed(table, row, wanted, counts));
    }

    LiveRuleSet under() {
        return under;
    }

    List<Placed> rows() {
        return rows;
    }
}
