package io.tokenwatch.lane;

/**
 * A part of a table's ids: a hash table with open addressing and linear probing. An id is two {@code long}s; for one
 * that is more than that, they are its hash, and the id itself stands beside. Not safe to share.
 */
final class IdSegment {
    private static final int LEAST = 8;

    private final IdGroups groups;
    private final int most;
    private int bits;
    private long[] ids;
    private Object[] others;
    private int[] group;
    private int places;
    private int used;

    /**
     * @param groups where the ids' groups are
     * @param others whether the ids are more than two {@code long}s
     * @param bits in how many bits its ids' hashes begin alike
     * @param most how many places it has at most, if it may divide
     */
    IdSegment(IdGroups groups, boolean others, int bits, int most) {
        this.groups = groups;
        this.others = others ? new Object[0] : null;
        this.bits = bits;
        this.most = most;
        allocate(LEAST);
    }

    private void allocate(int count) {
        ids = new long[2 * count];
        others = others == null ? null : new Object[count];
        group = new int[count];
        places = count;
        used = 0;
    }

    /** In how many bits the hashes of its ids begin alike. */
    int bits() {
        return bits;
    }

    /** The place of an id, or the complement of the place that is free for it. */
    int find(long hash, long high, long low, Object other) {
        int at = place(hash);
        while (group[at] != IdGroups.NONE) {
            if (ids[2 * at] == high && ids[2 * at + 1] == low && (other == null || others[at].equals(other))) {
                return at;
            }
            at = next(at);
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

    private int next(int at) {
        return at + 1 == places ? 0 : at + 1;
    }

    private long hash(int at) {
        return others == null ? IdHash.of(ids[2 * at], ids[2 * at + 1]) : ids[2 * at];
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

    /** Whether there is no room for one more. */
    boolean isFull() {
        return 4 * (used + 1) > 3 * places;
    }

    /** Adds an id that is not there. */
    void add(long hash, long high, long low, Object other, int toGroup) {
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

    /** Puts what stands at a place of a segment of the same kind here. */
    private void take(IdSegment from, int at) {
        Object other = others == null ? null : from.others[at];
        add(from.hash(at), from.ids[2 * at], from.ids[2 * at + 1], other, from.group[at]);
    }

    /** Takes an id out; those behind it that were put there because it stood in their way move up. */
    private void remove(int at) {
        int free = at;
        for (int i = next(at); group[i] != IdGroups.NONE; i = next(i)) {
            if (distance(place(hash(i)), i) >= distance(free, i)) {
                ids[2 * free] = ids[2 * i];
                ids[2 * free + 1] = ids[2 * i + 1];
                group[free] = group[i];
                if (others != null) {
                    others[free] = others[i];
                }
                free = i;
            }
        }
        group[free] = IdGroups.NONE;
        if (others != null) {
            others[free] = null;
        }
        used--;
    }

    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + places;
    }

    int places() {
        return places;
    }

    /**
     * Makes room for as much again as is left of its ids without those that are forgotten.
     *
     * @param mayDivide whether it may be left as it is because it would have more than its most places
     * @return whether there is room now
     */
    boolean makeRoom(boolean mayDivide) {
        int wanted = 2 * left();
        if (mayDivide && wanted > most) {
            return false;
        }
        rebuild(wanted);
        return true;
    }

    /** Lets go of what is forgotten, and of places that are too many then. */
    void clear() {
        rebuild(Math.min(places, 2 * left()));
    }

    private int left() {
        int left = 0;
        for (int g : group) {
            left += g == IdGroups.NONE || groups.isForgotten(g) ? 0 : 1;
        }
        return left;
    }

    private void rebuild(int wanted) {
        IdSegment before = new IdSegment(this);
        allocate(Math.max(LEAST, wanted));
        for (int at = 0; at < before.places; at++) {
            if (before.group[at] != IdGroups.NONE && !groups.isForgotten(before.group[at])) {
                take(before, at);
            } else if (before.group[at] != IdGroups.NONE) {
                groups.leave(before.group[at]);
            }
        }
    }

    /** The same ids in the same arrays. */
    private IdSegment(IdSegment same) {
        groups = same.groups;
        most = same.most;
        bits = same.bits;
        ids = same.ids;
        others = same.others;
        group = same.group;
        places = same.places;
        used = same.used;
    }

    /**
     * Looks at one bit more of the hashes from now on, and lets go of what is forgotten.
     *
     * @return a segment with the ids that have a one there
     */
    IdSegment divide() {
        bits++;
        IdSegment ones = new IdSegment(this);
        ones.allocate(places);
        for (int at = 0; at < places; ) {
            boolean forgotten = group[at] != IdGroups.NONE && groups.isForgotten(group[at]);
            boolean goes = forgotten || group[at] != IdGroups.NONE && hash(at) << bits - 1 < 0;
            if (!goes) {
                at++;
                continue;
            }
            if (forgotten) {
                groups.leave(group[at]);
            } else {
                ones.take(this, at);
            }
            remove(at); // another may be here now
        }
        return ones;
    }
}
