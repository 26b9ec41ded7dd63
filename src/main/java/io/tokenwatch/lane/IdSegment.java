package io.tokenwatch.lane;

/**
 * A part of a table's ids: a hash table with open addressing and linear probing. An id is two {@code long}s; for one
 * that is more than that, they are its hash, and the id itself stands beside. Not safe to share.
 */
final class IdSegment {
    private static final int LEAST = 8;

    private final IdGroups groups;
    private long[] ids;
    private Object[] others;
    private int[] group;
    private int places;
    private int used;

    /**
     * @param groups where the ids' groups are
     * @param others whether the ids are more than two {@code long}s
     */
    IdSegment(IdGroups groups, boolean others) {
        this.groups = groups;
        this.others = others ? new Object[0] : null;
        allocate(LEAST);
    }

    private void allocate(int places) {
        ids = new long[2 * places];
        others = others == null ? null : new Object[places];
        group = new int[places];
        this.places = places;
        used = 0;
    }

    /** The place of an id, or the complement of the place that is free for it. */
    int find(long hash, long high, long low, Object other) {
        int at = place(hash);
        while (group[at] != IdGroups.NONE) {
            if (ids[2 * at] == high && ids[2 * at + 1] == low && (other == null || others[at].equals(other))) {
                return at;
            }
            at = at + 1 == places ? 0 : at + 1;
        }
        return ~at;
    }

    /**
     * The low half of the hash, spread over the places; the highest bits have chosen the segment. Their number stands
     * beside the arrays, so that the processor need not fetch an array's head before it can fetch the place.
     */
    private int place(long hash) {
        return (int) ((hash & 0xFFFF_FFFFL) * places >>> Integer.SIZE);
    }

    /** Fetches what {@link #find} looks at first; what is returned means nothing. */
    int foresee(long hash) {
        int at = place(hash);
        return group[at] + (int) ids[2 * at];
    }

    /** The group of the id at a place. */
    int group(int at) {
        return group[at];
    }

    /** Moves the id at a place to another group. */
    void move(int at, int to) {
        groups.leave(group[at]);
        group[at] = to;
    }

    /** Adds an id that is not there. */
    void add(long hash, long high, long low, Object other, int toGroup) {
        if (4 * (used + 1) > 3 * places) {
            rebuild();
        }
        put(~find(hash, high, low, other), high, low, other, toGroup);
    }

    private void put(int at, long high, long low, Object other, int toGroup) {
        ids[2 * at] = high;
        ids[2 * at + 1] = low;
        group[at] = toGroup;
        if (others != null) {
            others[at] = other;
        }
        used++;
    }

    int places() {
        return places;
    }

    /** Lets go of what is forgotten, and makes room for as much again as is left. */
    void rebuild() {
        long[] oldIds = ids;
        Object[] oldOthers = others;
        int[] oldGroup = group;
        int left = 0;
        for (int at = 0; at < oldGroup.length; at++) {
            if (oldGroup[at] != IdGroups.NONE && groups.isForgotten(oldGroup[at])) {
                groups.leave(oldGroup[at]);
                oldGroup[at] = IdGroups.NONE;
            }
            left += oldGroup[at] == IdGroups.NONE ? 0 : 1;
        }
        allocate(Math.max(LEAST, 2 * left));
        for (int at = 0; at < oldGroup.length; at++) {
            if (oldGroup[at] != IdGroups.NONE) {
                long high = oldIds[2 * at];
                long low = oldIds[2 * at + 1];
                Object other = oldOthers == null ? null : oldOthers[at];
                long hash = other == null ? IdHash.of(high, low) : high;
                put(~find(hash, high, low, other), high, low, other, oldGroup[at]);
            }
        }
    }
}
