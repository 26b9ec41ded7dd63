package io.tokenwatch.app;

/** Carries an interruption out of the decoder. */
final class RouteInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    RouteInterrupted(InterruptedException cause) {
        super(cause);
    }

    InterruptedException unwrapped() {
        return (InterruptedException) getCause();
    }
}
