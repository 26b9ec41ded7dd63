package io.tokenwatch.event;

/**
 * Where rows come from.
 *
 * @param name what a dead letter calls it: a file's path, {@code http://…} or {@code jms:queue#message}
 * @param hint the part of the name that may tell the table when the rows do not: a file's path or a queue's name; "" if
 *     nothing does
 */
public record Source(String name, String hint) {

    /** A source whose whole name may tell the table. */
    public static Source named(String name) {
        return new Source(name, name);
    }
}
