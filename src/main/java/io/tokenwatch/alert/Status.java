package io.tokenwatch.alert;

import java.util.Locale;

/** Where an alert stands. */
public enum Status {
    /** Told for the first time; its window is still open. */
    OPEN,
    /** Told again because it changed; its window is still open. */
    UPDATED,
    /** Its window has ended. A late row may still revise it; it stays final. */
    FINAL,
    /** The rule was edited or removed and no longer finds it. */
    CLOSED;

    /** The name in small letters. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
