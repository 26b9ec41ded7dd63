package io.tokenwatch.camel;

/** A message whose bytes cannot be read at all. Nothing of it was taken in. */
public final class UnreadableBodyException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableBodyException(String message) {
        super(message);
    }
}
