package io.tokenwatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.testing.Postgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store on a server. */
class StorePostgresIT extends StoreContract {
    private static Postgres server;

    @BeforeAll
    static void startServer() throws Exception {
        server = Postgres.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    @Override
    void openStore() throws IOException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("batches", "marks", "alerts", "documents")) {
                statement.execute("DROP TABLE IF EXISTS tokenwatch_" + table);
            }
        } catch (SQLException failed) {
            throw new IOException(failed);
        }
        super.openStore();
    }

    @Override
    Store open() throws IOException {
        return Store.open(server.url(), Postgres.USER, Postgres.PASSWORD);
    }

    @Override
    Connection connection() throws SQLException {
        return DriverManager.getConnection(server.url(), Postgres.USER, Postgres.PASSWORD);
    }

    @Test
    void worksAgainWhenTheServerDoes() throws Exception {
        try (Store store = open()) {
            store.append(new UUID(0, 1), new byte[10], 1).join();
            server.stop();
            assertThrows(CompletionException.class, () -> store.append(new UUID(0, 2), new byte[10], 1)
                    .join());
            server.restart();
            store.append(new UUID(0, 3), new byte[10], 1).join();
            assertEquals(2, store.batchCount());
        }
    }

    @Test
    void isSharedByNodesThatStartAtOnce() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE tokenwatch_batches, tokenwatch_marks, tokenwatch_alerts");
        }
        List<CompletableFuture<Store>> opened = List.of(opening(), opening(), opening());
        for (CompletableFuture<Store> one : opened) {
            one.get().append(new UUID(0, 1), new byte[10], 1).join();
        }
        for (CompletableFuture<Store> one : opened) {
            assertEquals(1, one.get().batchCount());
            one.get().close();
        }
    }

    private CompletableFuture<Store> opening() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return open();
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    @Test
    void tellsOfAWrongPasswordWithoutSayingIt() {
        IOException told =
                assertThrows(IOException.class, () -> Store.open(server.url(), Postgres.USER, "a wrong password"));

        assertTrue(told.getMessage().contains("password authentication failed"), told.getMessage());
        assertFalse(told.getMessage().contains("a wrong password"), told.getMessage());
    }
}
