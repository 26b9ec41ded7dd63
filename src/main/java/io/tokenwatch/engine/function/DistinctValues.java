package io.tokenwatch.engine.function;

/**
 * The different values of a group, in the order in which they came first, each with how often it is in. Most groups
 * have one value, and there may be millions of groups: a single value has no object of its own here. Not safe to share.
 */
class DistinctValues {
    /** The only value, or {@link SeveralValues}; null if there is none. */
    private Object held;

    /** How often the only value is in. */
    private int times;

    final int size() {
        return held instanceof SeveralValues several ? several.size() : held == null ? 0 : 1;
    }

    final void add(Object value) {
        if (held instanceof SeveralValues several) {
            several.add(value);
        } else if (held == null || held.equals(value)) {
            held = held == null ? value : held;
            times++;
        } else {
            SeveralValues several = new SeveralValues(held, times);
            several.add(value);
            held = several;
        }
    }

    final void remove(Object value) {
        if (held instanceof SeveralValues several) {
            several.remove(value);
        } else if (held != null && held.equals(value) && --times == 0) {
            held = null;
        }
    }

    /** The first values, at most {@code most}. */
    final Object[] first(int most) {
        if (held instanceof SeveralValues several) {
            return several.first(most);
        }
        return held == null ? new Object[0] : new Object[] {held};
    }

    public void clear() {
        held = null;
        times = 0;
    }
}
