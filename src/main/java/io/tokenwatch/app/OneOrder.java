package io.tokenwatch.app;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.LaneWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts what all lanes tell in the order of the rows that it comes of, so that a replay prints the same whatever the
 * number of lanes. Holds what a lane tells back until all lanes have worked the same batch. Safe to share.
 */
final class OneOrder {
    private static final Comparator<Telling> ORDER = Comparator.comparingInt(Telling::place)
            .thenComparing(Telling::detection)
            .thenComparingLong(Telling::time)
            .thenComparing(Telling::text)
            .thenComparingInt(Telling::revision);

    private final AlertSink sink;
    private final int lanes;
    private final Map<Long, Batch> open = new TreeMap<>();
    private long next = 1;

    /**
     * @param sink hears of everything, in order, from one thread at a time
     * @param lanes how many lanes there are
     */
    OneOrder(AlertSink sink, int lanes) {
        this.sink = sink;
        this.lanes = lanes;
    }

    /** An alert, or a row of a query, with what it is ordered by. */
    private record Telling(int place, DetectionInfo info, Alert alert, Map<String, Object> row) {
        String detection() {
            return info.id();
        }

        long time() {
            return alert == null ? Long.MIN_VALUE : alert.firstEvent();
        }

        String text() {
            return alert == null ? JsonText.of(row) : alert.id();
        }

        int revision() {
            return alert == null ? 0 : alert.revision();
        }
    }

    /** What was told of a batch, and by how many lanes. */
    private static final class Batch {
        private final List<Telling> tellings = new ArrayList<>();
        private int lanes;
    }

    private synchronized void done(long number, List<Telling> tellings) {
        Batch batch = open.computeIfAbsent(number, n -> new Batch());
        batch.tellings.addAll(tellings);
        batch.lanes++;
        for (Batch first = open.get(next); first != null && first.lanes == lanes; first = open.get(next)) {
            open.remove(next++);
            first.tellings.sort(ORDER);
            first.tellings.forEach(this::tell);
        }
    }

    private void tell(Telling telling) {
        if (telling.alert() != null) {
            sink.alert(telling.alert());
        } else {
            sink.row(telling.info(), telling.row());
        }
    }

    /** What one lane tells; also its work, so as to know of which row. Used by the lane's thread only. */
    final class Lane implements AlertSink, LaneWork {
        private LaneWork work;
        private List<Telling> tellings = new ArrayList<>();
        private int place;

        /** The work whose alerts come here. */
        Lane of(LaneWork wrapped) {
            this.work = wrapped;
            return this;
        }

        @Override
        public void alert(Alert alert) {
            tellings.add(new Telling(place, alert.detection(), alert, null));
        }

        @Override
        public void row(DetectionInfo detection, Map<String, Object> row) {
            tellings.add(new Telling(place, detection, null, row));
        }

        @Override
        public void row(int rule, Table table, Object[] row) {
            work.row(rule, table, row);
        }

        @Override
        public void foresee(int rule, Table table, Object[] row) {
            work.foresee(rule, table, row);
        }

        @Override
        public int fetch() {
            return work.fetch();
        }

        @Override
        public void watermarks(long[] marks) {
            work.watermarks(marks);
        }

        @Override
        public void forget(long[] marks) {
            work.forget(marks);
        }

        @Override
        public void end() {
            work.end();
        }

        @Override
        public void at(int row) {
            place = row;
        }

        @Override
        public void done(long batch) {
            OneOrder.this.done(batch, tellings);
            tellings = new ArrayList<>();
        }
    }

    Lane lane() {
        return new Lane();
    }
}
