package io.tokenwatch.event;

import java.io.IOException;

/** Nothing can be taken in at present; what was sent may be sent again later. */
public final class IntakeUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    public IntakeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
