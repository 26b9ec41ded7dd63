package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.SetClock;
import io.tokenwatch.testing.Detections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An alert book of two detections that writes down what it tells. */
final class Book implements AlertSink {
    private static final Table TABLE = new Table(
            0,
            "T",
            "",
            List.of(Column.named(Table.TIME_COLUMN, ColumnType.DATETIME)),
            List.of(),
            Duration.ofMinutes(30),
            Duration.ofHours(32));

    /** Gathers sign-ins by user and hour; each row replaces the one before. */
    static final Rule HOURLY = rule(Detections.of(
            "T9001",
            "Many sign-ins",
            List.of(new DetectionInfo.Named("TA0001", "A Tactic")),
            List.of(new DetectionInfo.Named("T9001", "A Technique")),
            List.of(new DetectionInfo.Entity("account", "User"), new DetectionInfo.Entity("ip", "Addresses")),
            List.of("TimeGenerated", "User", "Count", "Addresses", "Risk"),
            List.of("User", "TimeGenerated"),
            List.of("Risk"),
            List.of(),
            false));

    /** Joins calls to tokens; every row counts. */
    static final Rule EACH = rule(Detections.of(
            "T9002",
            "Token elsewhere",
            List.of(),
            List.of(),
            List.of(new DetectionInfo.Entity("ip", "Address"), new DetectionInfo.Entity("token", "Token")),
            List.of("TimeGenerated", "Address", "Uri"),
            List.of("Token", "Address"),
            List.of(),
            List.of("TimeGenerated", "Uri"),
            true));

    final SetClock wall = new SetClock("2024-05-01T10:10:00Z");
    final AlertBook book;
    final List<Alert> told = new ArrayList<>();
    final List<Map<String, Object>> rows = new ArrayList<>();
    final List<Long> latencies = new ArrayList<>();

    Book() {
        this.book = new AlertBook(this, wall, Duration.ofMinutes(1));
    }

    private Book(Duration updateInterval) {
        this.book = AlertBook.silent(wall, updateInterval);
    }

    /** One that tells nobody until it is resumed. */
    static Book silent() {
        return new Book(Duration.ofMinutes(1));
    }

    private static Rule rule(DetectionInfo detection) {
        return new Rule("detections/" + detection.id() + ".epl", detection, List.of(TABLE));
    }

    /** The ticks of a time on the first of May 2024, or of {@code "2T19:00"} on the second. */
    static long at(String time) {
        return Ticks.parse("2024-05-0" + (time.contains("T") ? time : "1T" + time));
    }

    /** A row of {@link #HOURLY}: a user's sign-ins since 10:00, the last of them at a time. */
    Book found(String user, String lastEvent, long count, String risk, String... addresses) {
        book.found(new Finding(
                HOURLY,
                List.of("TimeGenerated", "User", "Count", "Addresses", "Risk", "FirstEvent", "LastEvent", "WindowEnd"),
                new Object[] {at("10:00"), user, count, addresses, risk, at("10:01"), at(lastEvent), at("11:00")}));
        return this;
    }

    /** A row of {@link #EACH}: a call at a time. */
    Book called(String token, String address, String time, String uri, String windowEnd) {
        book.found(new Finding(
                EACH,
                List.of("TimeGenerated", "Token", "Address", "Uri", "FirstEvent", "LastEvent", "WindowEnd"),
                new Object[] {at(time), token, address, uri, at(time), at(time), at(windowEnd)}));
        return this;
    }

    Book watermark(Rule rule, String time) {
        book.advanced(rule, at(time));
        book.forgotten(rule, at(time));
        return this;
    }

    /** What was told, as {@code status revision}. */
    List<String> tellings() {
        return told.stream()
                .map(alert -> alert.status().text() + " " + alert.revision())
                .toList();
    }

    Alert last() {
        return told.get(told.size() - 1);
    }

    @Override
    public void alert(Alert alert) {
        told.add(alert);
    }

    @Override
    public void took(long nanos) {
        latencies.add(nanos);
    }

    @Override
    public void row(DetectionInfo detection, Map<String, Object> row) {
        rows.add(row);
    }
}
