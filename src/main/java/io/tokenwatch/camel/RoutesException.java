package io.tokenwatch.camel;

/** Routes that cannot be loaded; the message names the file and what is wrong. */
public final class RoutesException extends Exception {
    private static final long serialVersionUID = 1;

    RoutesException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What Camel says at the bottom of a chain of causes. */
    static String deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage();
    }
}
