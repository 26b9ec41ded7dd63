package io.tokenwatch.bench.data;

import java.util.List;

/** When each row of a plan happens: later than the one before, and from a day on more often by day than by night. */
final class Timeline {
    private final Plan plan;
    private final long[] ends;
    private final double[] upTo;
    private int slot;

    Timeline(Plan plan) {
        this.plan = plan;
        long length = plan.endTicks() - plan.startTicks();
        int slots = length < 24 * Times.HOUR ? 1 : (int) (length / Times.HOUR);
        List<Choice> hours = Choices.of("hours").all();
        ends = new long[slots];
        upTo = new double[slots];
        double sum = 0;
        for (int i = 0; i < slots; i++) {
            long begin = plan.startTicks() + length / slots * i;
            sum += slots == 1 ? 1 : hours.get((int) (begin / Times.HOUR % 24)).number("weight");
            ends[i] = i + 1 == slots ? plan.endTicks() : begin + length / slots;
            upTo[i] = sum;
        }
    }

    /** The time in ticks of a row; rows are asked for in their order. */
    long of(int row, Seeded random) {
        double at = (row + random.below(1 << 20) / (double) (1 << 20)) / plan.rows() * upTo[upTo.length - 1];
        while (at >= upTo[slot] && slot + 1 < upTo.length) {
            slot++;
        }
        double before = slot == 0 ? 0 : upTo[slot - 1];
        long begin = slot == 0 ? plan.startTicks() : ends[slot - 1];
        return begin + (long) ((at - before) / (upTo[slot] - before) * (ends[slot] - begin));
    }
}
