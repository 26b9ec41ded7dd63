package io.tokenwatch.alert;

import io.tokenwatch.engine.ExceptionItem;
import io.tokenwatch.event.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A telling of an alert that was not passed on, and why. Immutable.
 *
 * @param alert what would have been told
 * @param by the exception's place, such as {@code lists/exceptions.csv:3}, or the id of the alert that stands for it
 * @param reason why
 * @param owner whom to ask; null if an alert stands for it
 * @param expires until when, as it was written; null if an alert stands for it
 */
public record Withheld(Alert alert, String by, String reason, String owner, String expires) {
    static Withheld excepted(Alert alert, ExceptionItem item) {
        return new Withheld(alert, item.place(), item.reason(), item.owner(), item.expires());
    }

    static Withheld suppressed(Alert alert, String by) {
        return new Withheld(alert, by, "suppressed by " + by, null, null);
    }

    /** The alert's JSON object with a member {@code excepted}, on one line. */
    public String toJson() {
        return JsonText.of(toMap());
    }

    /** The members of {@link Alert#toMap}, then {@code excepted}. */
    public Map<String, Object> toMap() {
        Map<String, Object> why = new LinkedHashMap<>();
        why.put("by", by);
        why.put("reason", reason);
        if (owner != null) {
            why.put("owner", owner);
            why.put("expires", expires);
        }
        Map<String, Object> map = alert.toMap();
        map.put("excepted", why);
        return map;
    }
}
