package io.tokenwatch.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in files of this process. */
class StoreTest extends StoreContract {
    @TempDir
    Path folder;

    private static String url(Path folder) {
        return "jdbc:h2:file:" + folder.resolve("tokenwatch");
    }

    @Override
    Store open() throws IOException {
        return Store.open(url(folder), "tokenwatch", "");
    }

    @Override
    Connection connection() throws SQLException {
        return DriverManager.getConnection(url(folder), "tokenwatch", "");
    }

    @Test
    void tellsWhatIsWrongWithoutSecrets() throws IOException {
        try (Store store = open()) {
            store.batchCount();
        }
        assertTold("jdbc:h2:file:" + folder.resolve("tokenwatch") + ";PASSWORD=secret", "cannot be opened");
        assertTold("jdbc:mysql://me:secret@there/db?password=secret", "expected jdbc:h2:… or jdbc:postgresql:…");
        assertTold("jdbc:postgresql://me:secret@localhost:1/db?password=secret", "cannot be opened");
    }

    private static void assertTold(String url, String what) {
        IOException told = assertThrows(IOException.class, () -> Store.open(url, "other", "secret"));

        assertTrue(told.getMessage().contains(what), told.getMessage());
        assertFalse(told.getMessage().contains("secret"), told.getMessage());
    }
}
