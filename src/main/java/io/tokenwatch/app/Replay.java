package io.tokenwatch.app;

import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Runs the rules over files. Rows may be in any order: unless a retention is set, everything is kept as long as that is
 * not too much. The files are read in the order of the times they begin with, and event time does not pass the
 * beginning of a file that is still to be read; at the end of the input every window ends.
 */
public final class Replay {
    private static final int PEEKED_BYTES = 64 * 1024;

    private final Settings settings;
    private final Clock wall;

    private final RuleSet rules;

    /** A replay with the rules that the settings name. */
    public Replay(Settings settings, Clock wall) {
        this(settings, wall, null);
    }

    /** @param rules the rules, compiled with these settings; null to compile those that the settings name */
    Replay(Settings settings, Clock wall, RuleSet rules) {
        this.settings = settings;
        this.wall = wall;
        this.rules = rules;
    }

    /**
     * What a replay came to.
     *
     * @param counters the rows by table and outcome
     * @param deadLetters the file with the dead letters; not there if there are none
     * @param unreadable files that could not be read to their end, and why
     */
    public record Result(Counters counters, Path deadLetters, List<String> unreadable) {}

    /**
     * Reads all files and tells their alerts.
     *
     * @param paths files and folders
     * @param sink hears of the alerts
     * @param progress hears of the bytes read so far
     * @throws RulesException if the rules do not compile
     * @throws IOException if a path is not there, or dead letters cannot be written
     */
    public Result run(List<Path> paths, AlertSink sink, LongConsumer progress)
            throws RulesException, IOException, InterruptedException {
        List<Path> files = InputFiles.under(paths);
        Pipeline pipeline = Pipeline.ofReplay(settings, rules == null ? RuleLoading.enabled(settings) : rules, wall);
        try {
            pipeline.alerts().add(sink);
            if (!settings.setsRetention()) {
                pipeline.router().keepFirst(settings.number(Setting.REPLAY_KEEP));
            }
            List<String> unreadable = read(inTime(files, pipeline), pipeline, progress);
            pipeline.router().end();
            pipeline.finish();
            return new Result(pipeline.counters(), pipeline.deadLetterFile(), unreadable);
        } finally {
            pipeline.close();
        }
    }

    /** How many bytes a replay of these paths reads. */
    public static long size(List<Path> paths) throws IOException {
        long bytes = 0;
        for (Path file : InputFiles.under(paths)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** A file and the time, in ticks, that it begins with. */
    private record Timed(Path file, long begins) {}

    private List<Timed> inTime(List<Path> files, Pipeline pipeline) {
        if (files.size() == 1) {
            return List.of(new Timed(files.get(0), Long.MIN_VALUE));
        }
        List<Timed> timed = new ArrayList<>();
        for (Path file : files) {
            timed.add(new Timed(file, begins(file, pipeline)));
        }
        timed.sort(Comparator.comparingLong(Timed::begins));
        return timed;
    }

    /**
     * The smallest time in the first rows of a file; the smallest of all if there is none, so that the file is read
     * first.
     */
    private long begins(Path file, Pipeline pipeline) {
        long[] first = {Long.MAX_VALUE};
        try (InputStream in = Files.newInputStream(file);
                Decoder decoder = new Decoder(pipeline.rules().catalog(), settings.limits())) {
            decoder.decode(
                    Source.named(file.toString()),
                    new Beginning(in),
                    (table, row) -> 0,
                    batch -> earliest(batch, first));
        } catch (IOException unreadable) {
            return Long.MIN_VALUE;
        }
        return first[0] == Long.MAX_VALUE ? Long.MIN_VALUE : first[0];
    }

    private static void earliest(RowBatch batch, long[] first) {
        for (int i = 0; i < batch.size(); i++) {
            first[0] = Math.min(first[0], batch.time(i));
        }
    }

    /** Ends a stream after its first bytes. */
    private static final class Beginning extends FilterInputStream {
        private int left = PEEKED_BYTES;

        Beginning(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return left-- <= 0 ? -1 : super.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = left <= 0 ? -1 : super.read(bytes, from, Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }

    private static List<String> read(List<Timed> files, Pipeline pipeline, LongConsumer progress)
            throws InterruptedException {
        List<String> unreadable = new ArrayList<>();
        long[] bytes = {0};
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i).file();
            pipeline.router()
                    .beginSource(i + 1 < files.size() ? files.get(i + 1).begins() : Long.MAX_VALUE);
            try (InputStream in = new Counted(Files.newInputStream(file), bytes, progress)) {
                pipeline.feed(Source.named(file.toString()), in, batch -> {});
            } catch (IOException broken) {
                unreadable.add(file + ": " + broken);
            }
        }
        return unreadable;
    }

    /** Tells how far a stream was read. */
    private static final class Counted extends FilterInputStream {
        private final long[] bytes;
        private final LongConsumer progress;

        Counted(InputStream in, long[] bytes, LongConsumer progress) {
            super(in);
            this.bytes = bytes;
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            passed(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int n = super.read(buffer, from, length);
            passed(Math.max(n, 0));
            return n;
        }

        private void passed(int n) {
            bytes[0] += n;
            progress.accept(bytes[0]);
        }
    }
}
