package io.tokenwatch.bench.data;

/** Random numbers that follow from a seed alone, whatever the machine and the Java version: SplitMix64. */
final class Seeded {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /** Numbers of their own for each combination of a seed and keys. */
    Seeded(long seed, long... keys) {
        state = seed;
        for (long key : keys) {
            state = mix(state + GOLDEN) + key;
        }
    }

    long next() {
        state += GOLDEN;
        return mix(state);
    }

    private static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** One of 0 to {@code bound - 1}; the bound is positive. */
    int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** One of {@code least} to {@code most}. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** One of 0 to {@code bound - 1}, the small ones far more often than the large ones. */
    int skewedBelow(int bound) {
        return (int) ((long) below(bound) * below(bound) / bound);
    }

    boolean chance(int perThousand) {
        return below(1000) < perThousand;
    }
}
