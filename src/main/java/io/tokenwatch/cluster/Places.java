package io.tokenwatch.cluster;

/** The partitions in which rules want a row, each once. Used again for the next row; for one thread. */
final class Places {
    private final int[] partitions = new int[Long.SIZE];
    private final long[] wanted = new long[Long.SIZE];
    private int count;

    void clear() {
        count = 0;
    }

    /** A rule, by its bit, wants the row in that partition. */
    void add(int partition, long rule) {
        int at = 0;
        while (at < count && partitions[at] != partition) {
            at++;
        }
        if (at == count) {
            partitions[count] = partition;
            wanted[count++] = 0;
        }
        wanted[at] |= rule;
    }

    int count() {
        return count;
    }

    int partition(int place) {
        return partitions[place];
    }

    /** The rules that want the row there: bit <i>b</i> is rule <i>b</i> of the row's table. */
    long wanted(int place) {
        return wanted[place];
    }
}
