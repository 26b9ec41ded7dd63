package io.tokenwatch.engine.window;

import static io.tokenwatch.engine.window.Places.HASH;
import static io.tokenwatch.engine.window.Places.NEXT;

import java.util.Arrays;

/**
 * Places by hash: one for each hash. Not safe to share.
 *
 * <p>A linear hash index (Litwin): where others double and hash everything anew, this one gets one more bucket for each
 * hash that comes, and divides what belongs to one other among the two.
 */
final class Buckets {
    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;

    /** In a head: its bucket has, or had, more places than the first. */
    private static final long MORE = 1L << Integer.SIZE - 1;

    private final Places<?> places;

    /**
     * For each bucket, in pages, the hash of its first place, and that place: most hashes that are not there are told
     * from it without fetching what stands at the place. 0 if it is empty.
     */
    private long[][] heads = {new long[PAGE]};

    /** Buckets below this one are divided already. */
    private int divided;

    /** The number of buckets without those that came by dividing, less one. */
    private int mask = PAGE - 1;

    private int hashes;

    Buckets(Places<?> places) {
        this.places = places;
    }

    /** The place for a hash; 0 if there is none. */
    int get(int hash) {
        long head = head(bucket(hash));
        if (hash(head) == hash) {
            return first(head);
        }
        int place = (head & MORE) == 0 ? 0 : places.get(first(head), NEXT);
        while (place != 0 && places.get(place, HASH) != hash) {
            place = places.get(place, NEXT);
        }
        return place;
    }

    /** Adds a place whose hash has none. */
    void add(int place) {
        push(place, bucket(places.get(place, HASH)));
        if (++hashes > divided + mask) {
            divide();
        }
    }

    /**
     * Takes out a place, if it is the one for its hash.
     *
     * @param by the place that comes in its stead; 0 if none does
     */
    void replace(int place, int by) {
        int bucket = bucket(places.get(place, HASH));
        int previous = 0;
        int one = first(head(bucket));
        while (one != 0 && one != place) {
            previous = one;
            one = places.get(one, NEXT);
        }
        if (one == 0) {
            return;
        }
        int next = places.get(place, NEXT);
        if (by == 0) {
            hashes--;
        } else {
            places.set(by, NEXT, next);
            next = by;
        }
        if (previous == 0) {
            begin(bucket, next);
        } else {
            places.set(previous, NEXT, next);
        }
    }

    private void divide() {
        int bucket = divided;
        int fresh = divided + mask + 1;
        if (fresh >>> PAGE_BITS == heads.length) {
            heads = Arrays.copyOf(heads, heads.length * 2);
        }
        if (heads[fresh >>> PAGE_BITS] == null) {
            heads[fresh >>> PAGE_BITS] = new long[PAGE];
        }
        divided++;
        if (divided > mask) {
            mask = mask << 1 | 1;
            divided = 0;
        }
        long head = head(bucket);
        if ((head & MORE) == 0 && bucket(hash(head)) == bucket) {
            return;
        }
        int place = first(head);
        begin(bucket, 0);
        while (place != 0) {
            int next = places.get(place, NEXT);
            push(place, bucket(places.get(place, HASH)));
            place = next;
        }
    }

    private int bucket(int hash) {
        int bucket = hash & mask;
        return bucket < divided ? hash & (mask << 1 | 1) : bucket;
    }

    private void push(int place, int bucket) {
        places.set(place, NEXT, first(head(bucket)));
        begin(bucket, place);
    }

    /** Has a bucket begin with a place whose next one is known; with 0, has it empty. */
    private void begin(int bucket, int place) {
        long head = 0;
        if (place != 0) {
            long more = places.get(place, NEXT) == 0 ? 0 : MORE;
            head = (long) places.get(place, HASH) << Integer.SIZE | more | place;
        }
        heads[bucket >>> PAGE_BITS][bucket & PAGE - 1] = head;
    }

    private static int hash(long head) {
        return (int) (head >>> Integer.SIZE);
    }

    private static int first(long head) {
        return (int) head & Integer.MAX_VALUE;
    }

    private long head(int bucket) {
        return heads[bucket >>> PAGE_BITS][bucket & PAGE - 1];
    }
}
