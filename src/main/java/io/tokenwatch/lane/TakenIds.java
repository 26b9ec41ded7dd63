package io.tokenwatch.lane;

import io.tokenwatch.event.Guid;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The ids of one table's rows, each with the hour it came in first and the rules that have taken it. GUIDs in their
 * usual form are held as the 128 bits that they are, all others as they came. A million GUIDs take 27 to 40 MB.
 *
 * <p>The ids are spread over segments that grow, and lose what is forgotten, each for itself: no row waits for more
 * than one segment. Not safe to share.
 */
final class TakenIds {
    private static final int SEGMENTS = 256;

    /** Where much is forgotten one segment is cleared in so many rows. */
    private static final int ROWS_PER_CLEARED = 64;

    private final IdGroups groups = new IdGroups();
    private final IdSegment[] guids = new IdSegment[SEGMENTS];
    private final IdSegment[] others = new IdSegment[SEGMENTS];
    private final Guid guid = new Guid();
    private int toClear;
    private int rows;

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
        IdSegment segment = guids[(int) (hash >>> Long.SIZE - 8)];
        return segment == null ? 0 : segment.foresee(hash);
    }

    private long take(IdSegment[] segments, long hash, long high, long low, Object other, long hour, long wantedBy) {
        int number = (int) (hash >>> Long.SIZE - 8);
        IdSegment segment = segments[number];
        if (segment == null) {
            segment = new IdSegment(groups, other != null);
            segments[number] = segment;
        }
        int at = segment.find(hash, high, low, other);
        int group = at < 0 ? IdGroups.NONE : segment.group(at);
        if (group == IdGroups.NONE || groups.isForgotten(group)) {
            if (at < 0) {
                segment.add(hash, high, low, other, groups.join(hour, wantedBy));
            } else {
                segment.move(at, groups.join(hour, wantedBy));
            }
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
            toClear = SEGMENTS;
        }
    }

    private void clearSome() {
        if (toClear > 0 && ++rows % ROWS_PER_CLEARED == 0) {
            toClear--;
            clear(guids[toClear]);
            clear(others[toClear]);
        }
    }

    private static void clear(IdSegment segment) {
        if (segment != null) {
            segment.rebuild();
        }
    }

    /** For how many ids there is room now; a place for a GUID takes 20 bytes. */
    long places() {
        return Stream.of(guids, others)
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .mapToLong(IdSegment::places)
                .sum();
    }
}
