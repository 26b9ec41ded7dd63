package io.tokenwatch.cli;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes what a replay finds. Safe to share. */
abstract class ReplayOutput implements AlertSink, AutoCloseable {
    private final Writer writer;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> excepted = new HashSet<>();

    ReplayOutput(Writer writer) {
        this.writer = writer;
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
        try {
            writer.write(text);
            writer.write('\n');
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Writes a JSON object on a line of its own, without making a text of it first. */
    final void line(Map<String, Object> json) {
        try {
            JsonText.write(json, writer);
            writer.write('\n');
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
