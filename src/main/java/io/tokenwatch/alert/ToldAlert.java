package io.tokenwatch.alert;

import io.tokenwatch.event.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * How an alert was told last, to be remembered over a restart. Immutable.
 *
 * @param id the alert's id
 * @param detection the id of its detection
 * @param status where it stood
 * @param revision which telling it was, from 1
 * @param at when it was told
 * @param content a digest of what was told of it apart from its id, status and revision; empty if that is not to be
 *     relied on: while it is being told, and if it was told otherwise elsewhere
 * @param json what was told, as one JSON object on one line
 */
public record ToldAlert(
        String id, String detection, Status status, int revision, Instant at, String content, String json) {

    /** An alert as it was told at a time. */
    static ToldAlert of(Alert alert, Instant at) {
        return of(alert, at, content(alert));
    }

    /** An alert that is being told, and of which nobody asks yet what it says. */
    public static ToldAlert telling(Alert alert, Instant at) {
        return of(alert, at, "");
    }

    private static ToldAlert of(Alert alert, Instant at, String content) {
        return new ToldAlert(
                alert.id(), alert.detection().id(), alert.status(), alert.revision(), at, content, alert.toJson());
    }

    /** This one, which somebody else told otherwise under the same revision: as it is it has yet to be told. */
    public ToldAlert contradicted() {
        return new ToldAlert(id, detection, status, revision, at, "", json);
    }

    /** The digest of what is told of an alert: the same when nothing of it is another. */
    static String content(Alert alert) {
        Map<String, Object> content = alert.toMap();
        content.keySet().removeAll(List.of("id", "status", "revision"));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(JsonText.of(content).getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
