package io.tokenwatch.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tokenwatch.alert.AlertLedger;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.ToldAlert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What must survive the end of the process, in an H2 or PostgreSQL database. Safe to share, by nodes too where it is a
 * server.
 *
 * <p>All methods but {@link #append} wait; they throw {@link UncheckedIOException} while the database does not work,
 * and work again when it does.
 */
public final class Store implements AutoCloseable {
    private static final String BATCHES = "tokenwatch_batches";
    private static final String MARKS = "tokenwatch_marks";
    private static final String ALERTS = "tokenwatch_alerts";
    private static final String STARTS = "starts";
    private static final String DOCUMENTS = "tokenwatch_documents";

    private static final int LONGEST_WAIT_MILLIS = 5_000;
    private static final int FETCHED_AT_ONCE = 32;

    private final Dialect dialect;
    private final HikariDataSource pool;
    private final GroupCommit writer;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "store-reader");
        thread.setDaemon(true);
        return thread;
    });

    private Store(Dialect dialect, HikariDataSource pool) {
        this.dialect = dialect;
        this.pool = pool;
        this.writer = new GroupCommit(pool, dialect);
    }

    /** Gets the batches that were appended. */
    @FunctionalInterface
    public interface BatchConsumer {
        void batch(UUID batch, byte[] rows, long goesAt);
    }

    /**
     * Opens a database, and makes the tables that are missing.
     *
     * @param url a JDBC URL of H2 or PostgreSQL
     * @throws IOException if that does not work; the message says what to do
     */
    public static Store open(String url, String user, String password) throws IOException {
        Dialect dialect = Dialect.of(url);
        if (dialect == null) {
            throw new IOException(
                    "store " + shown(url) + ": not a database that is known; expected jdbc:h2:… or jdbc:postgresql:…");
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(dialect.prepared(url));
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(3);
        // Also for reading: PostgreSQL gives rows one by one only in a transaction.
        config.setAutoCommit(false);
        config.setConnectionTimeout(LONGEST_WAIT_MILLIS);
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(config);
            makeTables(pool, dialect);
            return new Store(dialect, pool);
        } catch (SQLException | RuntimeException failed) {
            if (pool != null) {
                pool.close();
            }
            throw new IOException(
                    "store " + shown(url) + " cannot be opened: " + reason(failed)
                            + ". Is it there, are user and password right, and does no other process use its files?",
                    failed);
        }
    }

    /** A URL without what may be secret in it. */
    private static String shown(String url) {
        return url.replaceAll("[?;].*", "").replaceAll("//[^/@]*@", "//");
    }

    /** What is wrong, in one line. */
    static String reason(Throwable failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null && !(deepest instanceof SQLException)) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    }

    private static void makeTables(HikariDataSource pool, Dialect dialect) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : dialect.schema()) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        }
    }

    /**
     * Appends rows. A batch that is there already is left as it is.
     *
     * @param batch its id
     * @param goesAt the low watermark in ticks at which nothing can use the rows any more
     * @return completes when the rows survive a {@code kill -9}, or with an {@link IOException}
     */
    public CompletableFuture<Void> append(UUID batch, byte[] rows, long goesAt) {
        return writer.write(rows.length, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(dialect.appendOnce())) {
                insert.setObject(1, batch);
                insert.setLong(2, goesAt);
                insert.setBytes(3, rows);
                insert.execute();
            }
        });
    }

    /** Gives all batches in the order in which they were appended, one at a time. */
    public void batches(BatchConsumer consumer) {
        read("SELECT id, content, goes_at FROM " + BATCHES + " ORDER BY seq", batches -> {
            while (batches.next()) {
                consumer.batch(batches.getObject(1, UUID.class), batches.getBytes(2), batches.getLong(3));
            }
            return null;
        });
    }

    /** Deletes the batches that nothing can use any more at that low watermark. */
    public void deleteBatches(long lowWatermark) {
        await(writer.write(0, connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + BATCHES + " WHERE goes_at <= ?")) {
                delete.setLong(1, lowWatermark);
                delete.execute();
            }
        }));
    }

    /** Deletes batches, whatever their time. */
    public void deleteBatches(Collection<UUID> batches) {
        await(writer.write(0, connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + BATCHES + " WHERE id = ?")) {
                for (UUID batch : batches) {
                    delete.setObject(1, batch);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        }));
    }

    /** How many batches there are. */
    public long batchCount() {
        return read("SELECT COUNT(*) FROM " + BATCHES, result -> {
            result.next();
            return result.getLong(1);
        });
    }

    /** The watermarks that were put last, in ticks, by the names of their tables. */
    public Map<String, Long> marks() {
        return read("SELECT name, ticks FROM " + MARKS, result -> {
            Map<String, Long> marks = new HashMap<>();
            while (result.next()) {
                marks.put(result.getString(1), result.getLong(2));
            }
            return marks;
        });
    }

    /** Puts watermarks; those of other tables stay. */
    public void putMarks(Map<String, Long> marks) {
        await(markLater(marks));
    }

    /**
     * Puts watermarks, without waiting.
     *
     * @return completes when they survive a {@code kill -9}, or with an {@link IOException}
     */
    public CompletableFuture<Void> markLater(Map<String, Long> marks) {
        Map<String, Long> copy = Map.copyOf(marks);
        return writer.write(0, connection -> {
            try (PreparedStatement put = connection.prepareStatement(dialect.upsert(MARKS, "name", "ticks"))) {
                for (Map.Entry<String, Long> mark : copy.entrySet()) {
                    put.setString(1, mark.getKey());
                    put.setLong(2, mark.getValue());
                    put.addBatch();
                }
                put.executeBatch();
            }
        });
    }

    /** What was told of alerts, for a process that has the store for itself. */
    public AlertLedger ledger() {
        return new StoredAlerts(this);
    }

    /** All alerts that were put, by id, the one told first coming first. */
    public Map<String, ToldAlert> alerts() {
        List<ToldAlert> alerts =
                read("SELECT id, detection, status, revision, told, digest, content FROM " + ALERTS, result -> {
                    List<ToldAlert> all = new ArrayList<>();
                    while (result.next()) {
                        all.add(alert(result));
                    }
                    return all;
                });
        Map<String, ToldAlert> byId = new LinkedHashMap<>();
        alerts.stream().sorted(Comparator.comparing(ToldAlert::at)).forEach(alert -> byId.put(alert.id(), alert));
        return byId;
    }

    private static ToldAlert alert(ResultSet result) throws SQLException {
        return new ToldAlert(
                result.getString(1),
                result.getString(2),
                Status.valueOf(result.getString(3)),
                result.getInt(4),
                Instant.parse(result.getString(5)),
                result.getString(6),
                new String(result.getBytes(7), StandardCharsets.UTF_8));
    }

    /** Puts alerts, in the place of those with the same ids. */
    public void putAlerts(Collection<ToldAlert> alerts) {
        await(writer.write(0, connection -> {
            try (PreparedStatement put = connection.prepareStatement(
                    dialect.upsert(ALERTS, "id", "detection", "status", "revision", "told", "digest", "content"))) {
                for (ToldAlert alert : alerts) {
                    put.setString(1, alert.id());
                    put.setString(2, alert.detection());
                    put.setString(3, alert.status().name());
                    put.setInt(4, alert.revision());
                    put.setString(5, alert.at().toString());
                    put.setString(6, alert.content());
                    put.setBytes(7, alert.json().getBytes(StandardCharsets.UTF_8));
                    put.addBatch();
                }
                put.executeBatch();
            }
        }));
    }

    public void deleteAlerts(Collection<String> ids) {
        await(writer.write(0, connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + ALERTS + " WHERE id = ?")) {
                for (String id : ids) {
                    delete.setString(1, id);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        }));
    }

    /** Counts that a process, or all nodes together, begin with what is here; gives how often that was. */
    public long countStart() {
        byte[] before = document(STARTS);
        long starts = before == null ? 1 : Long.parseLong(new String(before, StandardCharsets.US_ASCII)) + 1;
        putDocument(STARTS, Long.toString(starts).getBytes(StandardCharsets.US_ASCII));
        return starts;
    }

    /** What was put under that name; null if nothing was. */
    public byte[] document(String name) {
        return read(
                "SELECT content FROM " + DOCUMENTS + " WHERE name = ?",
                result -> result.next() ? result.getBytes(1) : null,
                name);
    }

    /** Puts something under a name, in the place of what was there. */
    public void putDocument(String name, byte[] content) {
        await(writer.write(content.length, connection -> {
            try (PreparedStatement put = connection.prepareStatement(dialect.upsert(DOCUMENTS, "name", "content"))) {
                put.setString(1, name);
                put.setBytes(2, content);
                put.execute();
            }
        }));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet result) throws SQLException;
    }

    private <T> T read(String sql, Reading<T> reading, String... parameters) {
        return await(CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = pool.getConnection()) {
                        try (PreparedStatement select = connection.prepareStatement(sql)) {
                            select.setFetchSize(FETCHED_AT_ONCE);
                            for (int i = 0; i < parameters.length; i++) {
                                select.setString(i + 1, parameters[i]);
                            }
                            try (ResultSet result = select.executeQuery()) {
                                return reading.of(result);
                            }
                        } finally {
                            connection.rollback();
                        }
                    } catch (SQLException failed) {
                        throw new UncheckedIOException(
                                new IOException("the store cannot be read: " + reason(failed), failed));
                    }
                },
                reader));
    }

    /** Not to be interrupted, so that nobody knows less than is so. */
    private static <T> T await(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof IOException io) {
                throw new UncheckedIOException(io);
            } else if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (cause instanceof Error error) {
                throw error;
            }
            throw failed;
        }
    }

    /** Writes what waits, and closes the database. */
    @Override
    public void close() {
        writer.close();
        reader.shutdown();
        if (dialect == Dialect.H2) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            } catch (SQLException closedAlready) {
                // What was written is safe without.
            }
        }
        pool.close();
    }
}
