package io.tokenwatch.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes to the database, one thread for all, in the order of asking: all that waits is one transaction. Safe to share.
 *
 * <p>Callers never touch the database themselves: a thread that is interrupted while it accesses a file closes that
 * file for all.
 */
final class GroupCommit {
    private static final long MOST_BYTES = 16 << 20;

    private final HikariDataSource pool;
    private final Dialect dialect;
    private final Deque<Write> waiting = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "store-writer");
    private boolean closed;

    /** What is to be written. */
    @FunctionalInterface
    interface Work {
        void in(Connection connection) throws SQLException;
    }

    private record Write(Work work, long bytes, CompletableFuture<Void> done) {}

    GroupCommit(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        this.dialect = dialect;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Has something written.
     *
     * @param bytes about how much it is
     * @return completes when it is written and survives a {@code kill -9}
     */
    CompletableFuture<Void> write(long bytes, Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (waiting) {
            if (closed) {
                return CompletableFuture.failedFuture(new IOException("the store is closed"));
            }
            waiting.add(new Write(work, bytes, done));
            waiting.notifyAll();
        }
        return done;
    }

    private void run() {
        for (List<Write> group = next(); !group.isEmpty(); group = next()) {
            try {
                write(group);
            } catch (RuntimeException | Error unforeseen) {
                fail(group, unforeseen);
            }
        }
    }

    /** What waits, but not more at once than fits into memory; nothing when it has ended. */
    private List<Write> next() {
        List<Write> group = new ArrayList<>();
        synchronized (waiting) {
            while (waiting.isEmpty() && !closed) {
                try {
                    waiting.wait();
                } catch (InterruptedException nobodyDoes) {
                    throw new IllegalStateException(nobodyDoes);
                }
            }
            long bytes = 0;
            while (!waiting.isEmpty() && bytes < MOST_BYTES) {
                bytes += waiting.peek().bytes();
                group.add(waiting.remove());
            }
        }
        return group;
    }

    private void write(List<Write> group) {
        try (Connection connection = pool.getConnection()) {
            try {
                transact(connection, group);
            } catch (SQLException | RuntimeException failed) {
                rollBack(connection);
                if (group.size() == 1) {
                    fail(group, failed);
                    return;
                }
                // Whichever is to blame, the others need not suffer.
                group.forEach(one -> write(List.of(one)));
                return;
            }
        } catch (SQLException failed) {
            fail(group, failed);
            return;
        }
        group.forEach(one -> one.done().complete(null));
    }

    private void transact(Connection connection, List<Write> group) throws SQLException {
        for (Write one : group) {
            one.work().in(connection);
        }
        connection.commit();
        if (dialect.afterCommit() != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(dialect.afterCommit());
            }
        }
    }

    /** The connection may be broken: the next one to write gets another. */
    private void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // The failure before tells why.
        }
        pool.evictConnection(connection);
    }

    private static void fail(List<Write> group, Throwable failed) {
        IOException told = new IOException("the store cannot be written: " + Store.reason(failed), failed);
        group.forEach(one -> one.done().completeExceptionally(told));
    }

    /** Writes what waits, and ends. */
    void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
