package io.tokenwatch.bench.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** What is planted, and near misses: rows that wait for their time among those of the background. */
final class Thefts {
    /** No theft begins so late that its last row might not be written: in the last of so many parts. */
    private static final int PARTS = 50;

    private final Plan plan;
    private final UserThefts users;
    private final TokenThefts tokens;
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final List<Planted> planted = new ArrayList<>();
    private long scheduled;

    /** Writes a row at a time. */
    @FunctionalInterface
    interface RowOf {
        void write(long ticks) throws IOException;
    }

    private record Due(long ticks, long order, RowOf row) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return ticks != other.ticks ? Long.compare(ticks, other.ticks) : Long.compare(order, other.order);
        }
    }

    Thefts(Plan plan, Tenant tenant, Rows rows, Seeded random) {
        this.plan = plan;
        this.users = new UserThefts(plan, tenant, rows, random, this);
        this.tokens = new TokenThefts(plan, tenant, rows, random, this);
    }

    /** Lets thefts begin with a row, as the plan says. */
    void begin(int row, long ticks) {
        long last = plan.endTicks() - (plan.endTicks() - plan.startTicks()) / PARTS;
        if (plan.theftEvery() > 0 && row % plan.theftEvery() == 0 && ticks < last) {
            users.begin(ticks, last);
            tokens.begin(ticks, last);
        }
    }

    void schedule(long ticks, RowOf row) {
        due.add(new Due(ticks, scheduled++, row));
    }

    void add(Planted alert) {
        planted.add(alert);
    }

    /** Writes a row whose time has come; returns false if there is none. */
    boolean writeDue(long ticks) throws IOException {
        if (due.isEmpty() || due.peek().ticks() > ticks) {
            return false;
        }
        Due next = due.poll();
        next.row().write(next.ticks());
        return true;
    }

    /**
     * The alerts that must come of what was written.
     *
     * @throws IllegalStateException if rows still wait
     */
    List<Planted> planted() {
        if (!due.isEmpty()) {
            throw new IllegalStateException(due.size() + " planted rows have not been written: too many for this plan");
        }
        return planted;
    }
}
