package io.tokenwatch.engine.window;

import static io.tokenwatch.engine.window.Places.AFTER;
import static io.tokenwatch.engine.window.Places.BEFORE;
import static io.tokenwatch.engine.window.Places.HASH;
import static io.tokenwatch.engine.window.Places.NEXT;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Rows by a key, each until its time. Not safe to share.
 *
 * <p>Made for millions of rows, and for never stopping long: a row takes about 44 bytes beside itself, nothing is
 * copied or hashed anew as a whole, and what has gone is cleared away a few rows with each that comes or is looked for.
 * The hash index is a linear one: it grows by one bucket at a time.
 *
 * <p>Worked: a row that is kept until 12:00:10 is found at 12:00:09.999 and not at 12:00:10; when 12:01 is over it is
 * cleared away little by little.
 *
 * @param <R> the rows; no two are equal
 */
final class KeyedRows<R> {
    private static final int CLEARED_AT_ONCE = 4;
    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;

    private final Function<R, Object> keyOf;
    private final Places<R> places = new Places<>();
    private final Expiry expiry = new Expiry(places);

    /** The buckets in pages: the first place with one of the keys that belong there. */
    private int[][] buckets = {new int[PAGE]};

    /** Buckets below this one are split already: what belonged there is divided among two. */
    private int split;

    /** The number of buckets without those that came by splitting, less one. */
    private int mask = PAGE - 1;

    /** How many different hashes there are. */
    private int hashes;

    /** @param keyOf gives the key of a row, the same each time */
    KeyedRows(Function<R, Object> keyOf) {
        this.keyOf = keyOf;
    }

    /**
     * Keeps a row.
     *
     * @param until the time, in milliseconds, at which it is no longer found
     * @param now the time, which never goes back
     */
    void add(R row, long until, long now) {
        clearSome(now);
        if (until <= now) {
            return;
        }
        int hash = hash(keyOf.apply(row));
        int first = first(hash);
        int place = places.take(row, until);
        places.set(place, HASH, hash);
        expiry.add(place, until);
        if (first == 0) {
            places.set(place, AFTER, place);
            places.set(place, BEFORE, place);
            push(place, bucket(hash));
            if (++hashes > split + mask) {
                grow();
            }
        } else {
            int last = places.get(first, BEFORE);
            places.set(place, AFTER, first);
            places.set(place, BEFORE, last);
            places.set(last, AFTER, place);
            places.set(first, BEFORE, place);
        }
    }

    /** The rows with a key, in the order in which they came. */
    Set<R> find(Object key, long now) {
        clearSome(now);
        Set<R> found = Set.of();
        int first = first(hash(key));
        int place = first;
        while (place != 0) {
            R row = places.row(place);
            if (places.until(place) > now && Objects.equals(keyOf.apply(row), key)) {
                found = with(row, found);
            }
            int after = places.get(place, AFTER);
            place = after == first ? 0 : after;
        }
        return found;
    }

    /** Nearly always the only one. */
    private static <R> Set<R> with(R row, Set<R> others) {
        if (others.isEmpty()) {
            return Set.of(row);
        }
        Set<R> rows = others.size() == 1 ? new LinkedHashSet<>(others) : others;
        rows.add(row);
        return rows;
    }

    /** All rows, in no order. */
    Set<R> all(long now) {
        Set<R> all = new LinkedHashSet<>();
        for (int place = 1; place <= places.end(); place++) {
            if (places.row(place) != null && places.until(place) > now) {
                all.add(places.row(place));
            }
        }
        return all;
    }

    /** Forgets a row, if it is there. */
    void remove(R row) {
        int first = first(hash(keyOf.apply(row)));
        int place = first;
        while (place != 0 && places.row(place) != row) {
            int after = places.get(place, AFTER);
            place = after == first ? 0 : after;
        }
        if (place != 0) {
            empty(place);
        }
    }

    /** For how many rows there is room, with those that are to be cleared away. */
    int room() {
        return places.end();
    }

    private void clearSome(long now) {
        for (int i = 0; i < CLEARED_AT_ONCE; i++) {
            int place = expiry.next(now);
            if (place == 0) {
                return;
            }
            if (places.row(place) != null) {
                empty(place);
            }
            places.free(place);
        }
    }

    /** Takes a place out of its ring, and the ring out of its bucket if it was the last. */
    private void empty(int place) {
        int after = places.get(place, AFTER);
        int before = places.get(place, BEFORE);
        places.set(before, AFTER, after);
        places.set(after, BEFORE, before);
        places.empty(place);
        int bucket = bucket(places.get(place, HASH));
        int previous = 0;
        int ring = head(bucket);
        while (ring != 0 && ring != place) {
            previous = ring;
            ring = places.get(ring, NEXT);
        }
        if (ring == 0) {
            return;
        }
        int next = places.get(place, NEXT);
        if (after != place) {
            places.set(after, NEXT, next);
            next = after;
        } else {
            hashes--;
        }
        if (previous == 0) {
            head(bucket, next);
        } else {
            places.set(previous, NEXT, next);
        }
    }

    /** The first place with a hash; 0 if there is none. */
    private int first(int hash) {
        int place = head(bucket(hash));
        while (place != 0 && places.get(place, HASH) != hash) {
            place = places.get(place, NEXT);
        }
        return place;
    }

    private static int hash(Object key) {
        int hash = Objects.hashCode(key);
        return hash ^ hash >>> 16;
    }

    private int bucket(int hash) {
        int bucket = hash & mask;
        return bucket < split ? hash & (mask << 1 | 1) : bucket;
    }

    private int head(int bucket) {
        return buckets[bucket >>> PAGE_BITS][bucket & PAGE - 1];
    }

    private void head(int bucket, int place) {
        buckets[bucket >>> PAGE_BITS][bucket & PAGE - 1] = place;
    }

    private void push(int place, int bucket) {
        places.set(place, NEXT, head(bucket));
        head(bucket, place);
    }

    /** Divides the keys of one bucket among it and a new one. */
    private void grow() {
        int divided = split;
        int fresh = split + mask + 1;
        if (fresh >>> PAGE_BITS == buckets.length) {
            buckets = Arrays.copyOf(buckets, buckets.length * 2);
        }
        if (buckets[fresh >>> PAGE_BITS] == null) {
            buckets[fresh >>> PAGE_BITS] = new int[PAGE];
        }
        split++;
        if (split > mask) {
            mask = mask << 1 | 1;
            split = 0;
        }
        int place = head(divided);
        head(divided, 0);
        while (place != 0) {
            int next = places.get(place, NEXT);
            push(place, bucket(places.get(place, HASH)));
            place = next;
        }
    }
}
