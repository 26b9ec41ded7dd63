package io.tokenwatch.lane;

import io.tokenwatch.event.Guid;

/**
 * The ids of one table's rows, each with the hour it came in first and the rules that have taken it. GUIDs in their
 * usual form are held as the 128 bits that they are, all others as they came. A million GUIDs take about 38 MB. Not
 * safe to share.
 */
final class TakenIds {
    /** Where much is forgotten one segment is cleared in so many rows. */
    private static final int ROWS_PER_CLEARED = 4;

    private static final int LARGE_SEGMENT = 512;

    private final IdGroups groups = new IdGroups();
    private final IdSegments guids;
    private final IdSegments others;
    private final Guid guid = new Guid();
    private int rows;

    TakenIds() {
        this(LARGE_SEGMENT);
    }

    /** @param largeSegment how many places are too few for a segment when it divides, at least */
    TakenIds(int largeSegment) {
        guids = new IdSegments(groups, false, largeSegment);
        others = new IdSegments(groups, true, largeSegment);
    }

    /**
     * Notes that rules take a row with that id.
     *
     * @param hour the row's hour, in ticks
     * @return the bits of the rules that have not taken one before
     */
    long take(Object id, long hour, long wantedBy) {
        if (id instanceof String text && guid.read(text)) {
            return take(guid.high(), guid.low(), hour, wantedBy);
        }
        clearSome();
        long hash = IdHash.of(id);
        return take(others, hash, hash, 0, id, hour, wantedBy);
    }

    /** The same for an id that is a GUID. */
    long take(long high, long low, long hour, long wantedBy) {
        clearSome();
        return take(guids, IdHash.of(high, low), high, low, null, hour, wantedBy);
    }

    /** Fetches what {@link #take} will look at for a GUID; what is returned means nothing. */
    int foresee(long high, long low) {
        long hash = IdHash.of(high, low);
        IdSegment segment = guids.of(hash);
        return segment == null ? 0 : segment.foresee(hash);
    }

    private long take(IdSegments segments, long hash, long high, long low, Object other, long hour, long wantedBy) {
        IdSegment segment = segments.of(hash);
        int at = segment == null ? -1 : segment.find(hash, high, low, other);
        if (at < 0) {
            segments.withRoom(hash).add(hash, high, low, other, groups.join(hour, wantedBy));
            return wantedBy;
        }
        int group = segment.group(at);
        if (groups.isForgotten(group)) {
            segment.move(at, groups.join(hour, wantedBy));
            return wantedBy;
        }
        long fresh = wantedBy & ~groups.takenBy(group);
        if (fresh != 0) {
            segment.move(at, groups.join(groups.hour(group), groups.takenBy(group) | fresh));
        }
        return fresh;
    }

    /** Forgets the ids of that hour and those before. */
    void forgetUpTo(long hour) {
        if (groups.forgetUpTo(hour) && groups.mostAreForgotten()) {
            guids.clear();
            others.clear();
        }
    }

    private void clearSome() {
        if (++rows % ROWS_PER_CLEARED == 0) {
            guids.clearOne();
            others.clearOne();
        }
    }

    /** For how many ids there is room now; a place for a GUID takes 20 bytes. */
    long places() {
        return guids.places() + others.places();
    }
}
