/**
 * Tables, columns and decoding: from the bytes of a file or message to rows of the Log Analytics tables that
 * {@code epl/events} declares.
 *
 * <p>A row is an {@code Object[]} in the order of its table's columns. Nothing behind this package knows that there
 * were several wire formats. It is the home of Jackson's parser; it depends on no other package of the project.
 */
package io.tokenwatch.event;
