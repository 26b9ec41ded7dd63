package io.tokenwatch.cli;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes what a replay finds. Safe to share. */
abstract class ReplayOutput implements AlertSink, AutoCloseable {
    private final OutputStream out;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> excepted = new HashSet<>();

    /** @param out gets text in UTF-8 */
    ReplayOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public final synchronized void alert(Alert alert) {
        ids.add(alert.id());
        told(alert);
    }

    @Override
    public final synchronized void withheld(Withheld withheld) {
        excepted.add(withheld.alert().id());
        excepted(withheld);
    }

    @Override
    public final synchronized void row(DetectionInfo detection, Map<String, Object> row) {
        rowOf(detection, row);
    }

    /** How many alerts there are. */
    final synchronized int alerts() {
        return ids.size();
    }

    /** How many alerts were withheld and not told. */
    final synchronized int excepted() {
        return (int) excepted.stream().filter(id -> !ids.contains(id)).count();
    }

    void told(Alert alert) {}

    /** A telling that an exception, or another alert, withholds. */
    void excepted(Withheld withheld) {}

    void rowOf(DetectionInfo detection, Map<String, Object> row) {}

    /** Writes what can only be written when nothing more comes. */
    void finish() {}

    final void line(String text) {
        line(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a JSON object on a line of its own. */
    final void line(Map<String, Object> json) {
        line(JsonText.utf8(json));
    }

    private void line(byte[] text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    static boolean isFinal(Alert alert) {
        return alert.status() == Status.FINAL;
    }

    @Override
    public void close() {}
}
