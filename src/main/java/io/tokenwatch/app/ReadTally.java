package io.tokenwatch.app;

import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.Intake;
import io.tokenwatch.event.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Counts what a source holds. */
final class ReadTally implements Consumer<RowBatch> {
    private static final int MOST_REJECTED = 1000;

    private final List<DeadLetter> some = new ArrayList<>();
    private long read;
    private long rejected;

    @Override
    public void accept(RowBatch batch) {
        read += batch.read();
        rejected += batch.dead().size();
        batch.dead().stream().limit(MOST_REJECTED - some.size()).forEach(some::add);
    }

    Intake.Receipt receipt() {
        return new Intake.Receipt(read - rejected, rejected, some);
    }
}
