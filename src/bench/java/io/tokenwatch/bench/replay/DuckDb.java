package io.tokenwatch.bench.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Both KQL queries as SQL on DuckDB, whose driver must be on the class path. */
final class DuckDb {
    private DuckDb() {}

    /** @param arguments the file of events, and the two files for the rows that come of it */
    public static void main(String[] arguments) throws IOException, SQLException {
        String sql;
        try (InputStream in = DuckDb.class.getResourceAsStream("duckdb.sql")) {
            sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        sql = sql.replace(":events", text(arguments[0]))
                .replace(":uses", text(arguments[1]))
                .replace(":replays", text(arguments[2]));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String file) {
        return "'" + file.replace("'", "''") + "'";
    }
}
