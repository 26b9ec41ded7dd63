package io.tokenwatch.event;

/**
 * What a row may be at most.
 *
 * @param rowBytes bytes of one row
 * @param depth levels of nesting, the row's own object counted
 */
public record Limits(int rowBytes, int depth) {
    /**
     * 1 MiB, which is also Event Hubs' limit for a message, and 64 levels; real rows have up to 100 kB and 6 levels.
     */
    public static final Limits DEFAULT = new Limits(1 << 20, 64);
}
