package io.tokenwatch.engine.window;

import static io.tokenwatch.engine.window.Places.AFTER;
import static io.tokenwatch.engine.window.Places.BEFORE;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Rows by a key, each until its time. Not safe to share.
 *
 * <p>Made for millions of rows, and for never stopping long: a row takes about 48 bytes beside itself, nothing is
 * copied or hashed anew as a whole, and what has gone is cleared away a few rows with each that comes or is looked for.
 * The rows whose keys have one hash lie in a ring, in the order in which they came.
 *
 * <p>Worked: a row that is kept until 12:00:10 is found at 12:00:09.999 and not at 12:00:10; when 12:01 is over it is
 * cleared away little by little.
 *
 * @param <R> the rows; no two are equal
 */
final class KeyedRows<R> {
    private static final int CLEARED_AT_ONCE = 4;

    private final Function<R, Object> keyOf;
    private final Places<R> places = new Places<>();
    private final Buckets rings = new Buckets(places);
    private final Expiry expiry = new Expiry(places);

    /** @param keyOf gives the key of a row, the same each time; null is a key too */
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
        int first = rings.get(hash);
        int place = places.take(row, hash, until);
        expiry.add(place, until);
        if (first == 0) {
            link(place, place);
            rings.add(place);
        } else {
            link(places.get(first, BEFORE), place);
            link(place, first);
        }
    }

    private void link(int before, int after) {
        places.set(before, AFTER, after);
        places.set(after, BEFORE, before);
    }

    /** The rows with a key, in the order in which they came. */
    Set<R> find(Object key, long now) {
        clearSome(now);
        R found = null;
        List<R> several = null;
        int first = rings.get(hash(key));
        for (int place = first; place != 0; place = following(place, first)) {
            R row = places.row(place);
            if (places.until(place) <= now || !Objects.equals(keyOf.apply(row), key)) {
                continue;
            }
            if (found == null) {
                found = row;
            } else {
                several = several == null ? new ArrayList<>(List.of(found)) : several;
                several.add(row);
            }
        }
        return several != null ? new Found<>(several) : found != null ? Set.of(found) : Set.of();
    }

    /** Whether there is a row with a key that fits. */
    boolean any(Object key, long now, Predicate<R> fits) {
        clearSome(now);
        int first = rings.get(hash(key));
        for (int place = first; place != 0; place = following(place, first)) {
            R row = places.row(place);
            if (places.until(place) > now && Objects.equals(keyOf.apply(row), key) && fits.test(row)) {
                return true;
            }
        }
        return false;
    }

    /** Fetches what is needed to find a key; what is returned means nothing. */
    int foresee(Object key) {
        return rings.get(hash(key));
    }

    /** The next place in the ring that begins with {@code first}; 0 behind the last. */
    private int following(int place, int first) {
        int after = places.get(place, AFTER);
        return after == first ? 0 : after;
    }

    /** All rows, in no order. */
    Set<R> all(long now) {
        List<R> all = new ArrayList<>();
        for (int place = 1; place <= places.end(); place++) {
            if (places.row(place) != null && places.until(place) > now) {
                all.add(places.row(place));
            }
        }
        return new Found<>(all);
    }

    /** Forgets a row, if it is there. */
    void remove(R row) {
        int first = rings.get(hash(keyOf.apply(row)));
        for (int place = first; place != 0; place = following(place, first)) {
            if (places.row(place) == row) {
                empty(place);
                return;
            }
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

    private void empty(int place) {
        int after = places.get(place, AFTER);
        link(places.get(place, BEFORE), after);
        places.empty(place);
        rings.replace(place, after == place ? 0 : after);
    }

    private static int hash(Object key) {
        int hash = Objects.hashCode(key);
        return hash ^ hash >>> 16;
    }

    /** What was found, as the set that Esper asks for: no two rows are equal. */
    private static final class Found<R> extends AbstractSet<R> {
        private final List<R> rows;

        Found(List<R> rows) {
            this.rows = rows;
        }

        @Override
        public Iterator<R> iterator() {
            return rows.iterator();
        }

        @Override
        public int size() {
            return rows.size();
        }
    }
}
