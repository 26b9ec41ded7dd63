package io.tokenwatch.camel;

/** A message that is larger than the endpoint allows. Nothing of it was taken in. */
public final class BodyTooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    BodyTooLargeException(String message) {
        super(message);
    }
}
