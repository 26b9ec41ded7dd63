package io.tokenwatch.app;

/** A setting that is unknown or has a value that does not fit; the message names both and says what was expected. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }
}
