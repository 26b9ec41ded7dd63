package io.tokenwatch.lane;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ids of one kind, spread over segments by the first bits of their hashes: a directory names the segment of each
 * beginning. A segment grows for itself until it is large; then it divides into two, which look at one bit more, and
 * the directory doubles when it has too few (extendible hashing; Fagin and others, 1979). So no row waits for more than
 * one segment, and what large ones hold is not copied to make room. Not safe to share.
 *
 * <p>Worked: with 256 segments of 768 ids each, an id comes to the segment of beginning 0x2A and finds it full. The ids
 * that begin with 0x2A and a 0 stay, 384 or so, those with a 1 go to another segment with as many places, and the
 * directory names both: it has 512 entries now, two each for all others.
 */
final class IdSegments {
    private static final int LEAST_BITS = 5;

    /** Beyond that a segment grows after all: hashes that begin alike for so long are no hashes. */
    private static final int MOST_BITS = 20;

    private final IdGroups groups;
    private final boolean others;
    private final int large;
    private int bits = LEAST_BITS;
    private IdSegment[] directory = new IdSegment[1 << LEAST_BITS];
    private int toClear;

    /**
     * @param groups where the ids' groups are
     * @param others whether the ids are more than two {@code long}s
     * @param large the first segment divides when so many places are too few for it, the last when twice as many are
     */
    IdSegments(IdGroups groups, boolean others, int large) {
        this.groups = groups;
        this.others = others;
        this.large = large;
    }

    private int entry(long hash) {
        return (int) (hash >>> Long.SIZE - bits);
    }

    /** The segment of ids with a hash; null if there was none yet. */
    IdSegment of(long hash) {
        return directory[entry(hash)];
    }

    /** The segment of ids with a hash, with room for one more. */
    IdSegment withRoom(long hash) {
        IdSegment segment = of(hash);
        if (segment == null) {
            segment = new IdSegment(groups, others, LEAST_BITS, large(entry(hash)));
            setAll(hash, segment);
        }
        while (segment.isFull() && !segment.makeRoom(bits < MOST_BITS)) {
            divide(segment, hash);
            segment = of(hash);
        }
        return segment;
    }

    /**
     * How many places a segment has at most. Different for each, or else all divide, and are half empty, at the same
     * time.
     */
    private int large(int entry) {
        return (int) (large * Math.pow(2, (double) entry / directory.length));
    }

    private void divide(IdSegment segment, long hash) {
        if (segment.bits() == bits) {
            IdSegment[] before = directory;
            directory = new IdSegment[before.length * 2];
            Arrays.setAll(directory, entry -> before[entry / 2]);
            bits++;
            toClear *= 2;
        }
        IdSegment other = segment.divide();
        long bit = 1L << Long.SIZE - segment.bits();
        setAll(hash | bit, other);
    }

    /**
     * Has the directory name a segment wherever a hash begins as this one, for as many bits as the segment looks at.
     */
    private void setAll(long hash, IdSegment segment) {
        int first = entry(hash & -1L << Long.SIZE - segment.bits());
        Arrays.fill(directory, first, first + span(segment), segment);
    }

    /** How many entries name a segment. */
    private int span(IdSegment segment) {
        return 1 << bits - segment.bits();
    }

    /** From now on {@link #clearOne} has something to do. */
    void clear() {
        toClear = directory.length;
    }

    /** Clears one segment of what is forgotten, until all are. */
    void clearOne() {
        if (toClear > 0) {
            toClear--;
            IdSegment segment = directory[toClear];
            if (segment != null && toClear % span(segment) == 0) {
                segment.clear();
            }
        }
    }

    /** For how many ids there is room now. */
    long places() {
        return IntStream.range(0, directory.length)
                .filter(entry -> directory[entry] != null && entry % span(directory[entry]) == 0)
                .mapToLong(entry -> directory[entry].places())
                .sum();
    }
}
