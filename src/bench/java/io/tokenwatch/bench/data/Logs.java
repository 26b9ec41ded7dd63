package io.tokenwatch.bench.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes logs as a plan says, as NDJSON with the columns of Log Analytics. */
public final class Logs {
    private static final int TIMES = 1;
    private static final int ROWS = 2;
    private static final int BACKGROUND = 3;
    private static final int THEFTS = 4;

    private Logs() {}

    /**
     * What was written.
     *
     * @param checksum the CRC-32C of all bytes
     * @param planted the alerts that must come of it
     */
    public record Written(int rows, long bytes, long checksum, List<Planted> planted) {}

    /** Writes a file, to the disk; returns what it holds. */
    public static Written write(Plan plan, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Written written = write(plan, Files.newOutputStream(file));
        // Else the system writes it while something is measured that waits for the disk.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return written;
    }

    /** Writes a stream, and closes it. */
    public static Written write(Plan plan, OutputStream stream) throws IOException {
        LogOutput out = new LogOutput(stream);
        List<Planted> planted;
        try (out) {
            planted = write(plan, out);
        }
        return new Written(plan.rows(), out.bytes(), out.checksum(), planted);
    }

    private static List<Planted> write(Plan plan, LogOutput out) throws IOException {
        Tenant tenant = new Tenant(plan);
        Rows rows = new Rows(tenant, out, new Seeded(plan.seed(), ROWS));
        Background background = new Background(plan, tenant, rows, new Seeded(plan.seed(), BACKGROUND));
        Thefts thefts = new Thefts(plan, tenant, rows, new Seeded(plan.seed(), THEFTS));
        Timeline timeline = new Timeline(plan);
        Seeded jitter = new Seeded(plan.seed(), TIMES);
        for (int row = 0; row < plan.rows(); row++) {
            long ticks = timeline.of(row, jitter);
            thefts.begin(row, ticks);
            if (!thefts.writeDue(ticks)) {
                background.write(ticks);
            }
        }
        return thefts.planted();
    }
}
