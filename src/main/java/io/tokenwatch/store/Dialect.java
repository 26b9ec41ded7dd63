package io.tokenwatch.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where databases differ. */
enum Dialect {
    /** In this process, in files. */
    H2("jdbc:h2:", "BLOB", "CHECKPOINT SYNC") {
        @Override
        String prepared(String url) {
            // Its files are closed by the store, not by the order in which a virtual machine happens to end. Batches
            // stand in their rows: as objects of their own they would take three more trees.
            return url + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;WRITE_DELAY=0;CACHE_SIZE=16384"
                    + ";MAX_LENGTH_INPLACE_LOB=16777216";
        }

        @Override
        String appendOnce() {
            // Without the casts it takes bytes for text.
            return """
                MERGE INTO tokenwatch_batches AS t
                USING (VALUES (CAST(? AS UUID), CAST(? AS BIGINT), CAST(? AS BLOB))) AS n (id, goes_at, content)
                ON t.id = n.id
                WHEN NOT MATCHED THEN INSERT (id, goes_at, content) VALUES (n.id, n.goes_at, n.content)""";
        }

        @Override
        String upsert(String table, String key, String... others) {
            return "MERGE INTO %s (%s) KEY (%s) VALUES (%s)"
                    .formatted(table, columns(key, others), key, places(others.length + 1));
        }
    },

    /** A server. */
    POSTGRESQL("jdbc:postgresql:", "BYTEA", null) {
        @Override
        List<String> schema() {
            // Two nodes that start at once would make the tables twice, and one of them would fail.
            return Stream.concat(
                            Stream.of("SELECT pg_advisory_xact_lock(" + "tokenwatch".hashCode() + ")"),
                            super.schema().stream())
                    .toList();
        }

        @Override
        String prepared(String url) {
            return url;
        }

        @Override
        String appendOnce() {
            return insert("tokenwatch_batches", "id", "goes_at", "content") + " ON CONFLICT (id) DO NOTHING";
        }

        @Override
        String upsert(String table, String key, String... others) {
            return insert(table, key, others) + " ON CONFLICT (" + key + ") DO UPDATE SET "
                    + Stream.of(others)
                            .map(column -> column + " = excluded." + column)
                            .collect(Collectors.joining(", "));
        }
    };

    private final String prefix;
    private final String bytes;
    private final String afterCommit;

    Dialect(String prefix, String bytes, String afterCommit) {
        this.prefix = prefix;
        this.bytes = bytes;
        this.afterCommit = afterCommit;
    }

    /** The dialect of a database; null if it is not known. */
    static Dialect of(String url) {
        return Stream.of(values())
                .filter(dialect -> url.startsWith(dialect.prefix))
                .findFirst()
                .orElse(null);
    }

    /** The URL with what must be said in it. */
    abstract String prepared(String url);

    /** A batch: its id, when it goes and its content; if there is one with that id, that is left as it is. */
    abstract String appendOnce();

    /** A row in the place of the one with that key, if there is one. */
    abstract String upsert(String table, String key, String... others);

    /** The statement after which what was committed survives a {@code kill -9}; null if it does so without. */
    String afterCommit() {
        return afterCommit;
    }

    /** The statements that make the tables that are missing. */
    List<String> schema() {
        return List.of(
                """
                CREATE TABLE IF NOT EXISTS tokenwatch_batches (
                  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id UUID NOT NULL UNIQUE,
                  goes_at BIGINT NOT NULL, content %s NOT NULL)""".formatted(bytes),
                "CREATE INDEX IF NOT EXISTS tokenwatch_batches_go ON tokenwatch_batches (goes_at)",
                """
                CREATE TABLE IF NOT EXISTS tokenwatch_marks (
                  name VARCHAR(200) PRIMARY KEY, ticks BIGINT NOT NULL)""",
                """
                CREATE TABLE IF NOT EXISTS tokenwatch_alerts (
                  id VARCHAR(300) PRIMARY KEY, detection VARCHAR(300) NOT NULL, status VARCHAR(20) NOT NULL,
                  revision INT NOT NULL, told VARCHAR(40) NOT NULL, digest VARCHAR(200) NOT NULL, content %s NOT NULL)""".formatted(bytes),
                """
                CREATE TABLE IF NOT EXISTS tokenwatch_documents (
                  name VARCHAR(200) PRIMARY KEY, content %s NOT NULL)""".formatted(bytes));
    }

    private static String insert(String table, String key, String... others) {
        return "INSERT INTO %s (%s) VALUES (%s)".formatted(table, columns(key, others), places(others.length + 1));
    }

    private static String columns(String key, String... others) {
        return Stream.concat(Stream.of(key), Stream.of(others)).collect(Collectors.joining(", "));
    }

    private static String places(int count) {
        return String.join(", ", java.util.Collections.nCopies(count, "?"));
    }
}
