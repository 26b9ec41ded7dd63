package io.tokenwatch.testing;

import io.tokenwatch.engine.DetectionInfo;
import java.util.List;
import java.util.Optional;

/** What detections say about themselves. */
public final class Detections {
    private Detections() {}

    /** A detection that says as little as it may. */
    public static DetectionInfo plain(String id) {
        return of(id, "title", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false);
    }

    /** A detection of high severity and medium confidence. */
    public static DetectionInfo of(
            String id,
            String title,
            List<DetectionInfo.Named> tactics,
            List<DetectionInfo.Named> techniques,
            List<DetectionInfo.Entity> entities,
            List<String> project,
            List<String> key,
            List<String> updateOn,
            List<String> samples,
            boolean everyRow) {
        return new DetectionInfo(
                id,
                title,
                "high",
                "medium",
                tactics,
                techniques,
                entities,
                project,
                key,
                updateOn,
                samples,
                everyRow,
                List.of(),
                List.of(),
                Optional.empty(),
                false);
    }
}
