package io.tokenwatch.app;

import io.tokenwatch.alert.AlertLedger;
import io.tokenwatch.alert.Alerts;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.lane.Router;
import io.tokenwatch.lane.RowPack;
import io.tokenwatch.lane.Subscriptions;
import io.tokenwatch.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node remembers over the end of its process: the kept rows, event time, and what was told of alerts. First
 * {@linkplain #load loaded}, then {@linkplain #tick kept up} by one thread.
 */
final class Memory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
    private static final String OFF = "none";

    private final Store store;
    private final Router router;
    private final int mostRows;
    private final RowLog rows;
    private final AlertLedger ledger;
    private volatile long toLoad;
    private volatile long loaded;
    private volatile boolean stopping;
    private volatile String failure;

    private Memory(Store store, Router router, int mostRows) {
        this.store = store;
        this.router = router;
        this.mostRows = mostRows;
        this.rows = new RowLog(store, mostRows, router::marks);
        this.ledger = store.ledger();
    }

    /** Whether the settings want anything to be remembered. */
    static boolean isWanted(Settings settings) {
        return !settings.text(Setting.STORE_URL).strip().equals(OFF);
    }

    /**
     * The database that the settings name.
     *
     * @throws IOException if it cannot be opened
     */
    static Store store(Settings settings) throws IOException {
        String url = settings.text(Setting.STORE_URL).strip();
        if (!url.startsWith("jdbc:")) {
            Path folder = settings.path(Setting.STORE_URL);
            Files.createDirectories(folder);
            url = "jdbc:h2:file:" + folder.resolve("tokenwatch");
        }
        return Store.open(url, settings.text(Setting.STORE_USER), settings.text(Setting.STORE_PASSWORD));
    }

    /** @throws IOException if the store cannot be opened */
    static Memory open(Settings settings, Router router) throws IOException {
        Store store = store(settings);
        try {
            return new Memory(store, router, settings.number(Setting.KEPT_ROWS));
        } catch (RuntimeException unreadable) {
            store.close();
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }

    RowLog rows() {
        return rows;
    }

    AlertLedger ledger() {
        return ledger;
    }

    /** How far it is with loading. */
    String progress() {
        return "loading: " + loaded + " of " + toLoad;
    }

    /** Gives the lanes the rows that are kept, and has them hear of event time after that. */
    void load(Catalog catalog, Subscriptions rules) throws InterruptedException {
        long begun = System.nanoTime();
        router.restoreMarks(store.marks());
        store.batches((id, content, goesAt) -> toLoad += size(content));
        Loading loading = new Loading(catalog, rules, toLoad - mostRows);
        store.batches(loading);
        if (loading.interrupted != null) {
            throw loading.interrupted;
        }
        router.loaded();
        router.settle();
        router.tellKept(rows);
        if (toLoad > 0) {
            LOG.info("{} rows are remembered, loaded in {} ms", loaded, (System.nanoTime() - begun) / 1_000_000);
        }
        if (loading.skipped > 0) {
            LOG.warn("{} rows are of tables that are no longer there", loading.skipped);
        }
    }

    private static int size(byte[] content) {
        try {
            return RowPack.size(content);
        } catch (IllegalArgumentException damaged) {
            return 0;
        }
    }

    /** Reads batch by batch. */
    private final class Loading implements Store.BatchConsumer {
        private final Catalog catalog;
        private final Subscriptions rules;
        private final long tooMany;
        private long skipped;
        private InterruptedException interrupted;

        /** @param tooMany the number of the first row that is not too many */
        Loading(Catalog catalog, Subscriptions rules, long tooMany) {
            this.catalog = catalog;
            this.rules = rules;
            this.tooMany = tooMany;
        }

        @Override
        public void batch(UUID id, byte[] content, long goesAt) {
            if (interrupted != null) {
                return;
            }
            try {
                int size = RowPack.size(content);
                RowBatch batch = RowBatch.ofKept(Source.named("store"), catalog, size);
                skipped += RowPack.read(
                        content, catalog, (table, row, counts) -> batch.addKept(table, row, rules.wanted(table, row)));
                int begin = (int) Math.max(0, Math.min(size, tooMany - loaded));
                rows.add(id, size, goesAt);
                if (stopping) {
                    throw new InterruptedException("stopped while loading");
                }
                router.load(batch, begin);
                loaded += size;
            } catch (IllegalArgumentException damaged) {
                LOG.error("batch {} of the store cannot be read; its rows are not known: {}", id, damaged.getMessage());
            } catch (InterruptedException stopped) {
                interrupted = stopped;
            }
        }
    }

    /** Ends loading before its time. */
    void stopLoading() {
        stopping = true;
    }

    /** Records what was told and delivered, and if it is time what else has changed. */
    void tick(Alerts alerts, Predicate<String> waiting, boolean all) {
        try {
            alerts.record(waiting, ledger);
            if (all || rows.failure() != null) {
                rows.tick(router.lowWatermark());
            }
            if (failure != null) {
                LOG.info("the store works again");
                failure = null;
            }
        } catch (RuntimeException failed) {
            rows.failed(failed);
            if (failure == null) {
                LOG.error("nothing is taken in until the store works: {}", failed.getMessage());
            }
            failure = failed.getMessage();
        }
    }

    /** Why nothing can be taken in; null if the store works. */
    String failure() {
        return rows.failure();
    }

    @Override
    public void close() {
        store.close();
    }
}
