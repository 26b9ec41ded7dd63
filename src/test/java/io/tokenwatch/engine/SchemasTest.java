package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private static final String SCHEMA = """
            // A table.
            @Category('Cat')
            @RowId('Id')
            create objectarray schema T (
              TimeGenerated datetime,
              Id string,
              Code int
            );
            """;

    private static String problems(EplFile... files) {
        return assertThrows(RulesException.class, () -> Schemas.read(List.of(files)))
                .getMessage();
    }

    private static String problems(String schema) {
        return problems(new EplFile("events/T.epl", schema));
    }

    /** The schema with something before {@code create}. */
    private static String with(String annotation) {
        return SCHEMA.replace("create", annotation + "\ncreate");
    }

    @Test
    void readTables() {
        Table table = Rules.schema(with("@Lateness('2h') @Retention('32h')")).named("cat");

        assertEquals("T", table.name());
        assertEquals("Cat", table.category());
        assertEquals(Duration.ofHours(2), table.lateness());
        assertEquals(Duration.ofHours(32), table.retention());
        assertEquals("i1", table.id(new Object[] {1L, "i1", 1}));
        assertEquals(
                List.of(
                        Column.named("TimeGenerated", ColumnType.DATETIME),
                        Column.named("Id", ColumnType.STRING),
                        Column.named("Code", ColumnType.INT)),
                table.columns());
    }

    @Test
    void readWhichColumnsHoldTokenIds() {
        Table table = Rules.schema(with("@Keyed('Id')")).named("T");

        assertEquals(1, table.keyedCount());
        assertEquals(1, table.keyed(0));
        assertEquals(1, table.with(Duration.ZERO, Duration.ZERO).keyedCount());
        assertEquals(0, table.unkeyed().keyedCount());
        assertEquals(0, Rules.schema(SCHEMA).named("T").keyedCount());
        assertEquals("events/T.epl:2: table T has no column Nope", problems(with("@Keyed('Nope')")));
        assertEquals(
                "events/T.epl:2: table T: Code must be a string to be replaced by a keyed hash",
                problems(with("@Keyed({'Id', 'Code'})")));
    }

    @Test
    void readWhereAColumnIsFound() {
        Table table = Rules.schema(with(
                        "@ReadFrom(column='Id', paths={'properties.id', 'x'}) @ReadFrom(column='Code', paths='y')"))
                .named("T");

        assertEquals(List.of("Id", "properties.id", "x"), table.columns().get(1).paths());
        assertEquals(List.of("Code", "y"), table.columns().get(2).paths());
    }

    @Test
    void waitHalfAnHourIfNotToldOtherwise() {
        Table table = Rules.schema(SCHEMA).named("T");

        assertEquals(Duration.ofMinutes(30), table.lateness());
        assertEquals(Duration.ofMinutes(30), table.retention());
        assertEquals(
                Duration.ofHours(3),
                Rules.schema(with("@Lateness('3h')")).named("T").retention());
    }

    @Test
    void keepRowsForCenturiesIfToldSo() {
        assertEquals(
                Duration.ofDays(200_000),
                Rules.schema(with("@Retention('200000d')")).named("T").retention());
    }

    @Test
    void numberTablesInTheOrderOfTheirFiles() throws RulesException {
        Catalog catalog = Schemas.read(List.of(
                new EplFile(
                        "events/A.epl", SCHEMA.replace("schema T", "schema A").replace("@Category('Cat')", "")),
                new EplFile(
                        "events/T.epl",
                        SCHEMA + SCHEMA.replace("schema T", "schema B").replace("'Cat'", "'B'"))));

        assertEquals(
                List.of("A", "T", "B"),
                catalog.tables().stream().map(Table::name).toList());
        assertEquals(
                List.of(0, 1, 2), catalog.tables().stream().map(Table::ordinal).toList());
    }

    @Test
    void tellWhereTheSyntaxIsWrong() {
        assertEquals(
                "events/T.epl:7:3: Incorrect syntax near 'Code' expecting a closing parenthesis ')' but found an identifier",
                problems(SCHEMA.replace("Id string,", "Id string")));
    }

    @Test
    void tellOfAnUnknownType() {
        assertEquals(
                "events/T.epl:2: unknown column type 'strong'; expected one of string, dynamic, int, long, real, bool, datetime",
                problems(SCHEMA.replace("Id string", "Id strong")));
    }

    @Test
    void tellOfColumnsThatAreNotThere() {
        assertEquals("events/T.epl:2: table T has no column Nope", problems(SCHEMA.replace("'Id'", "'Nope'")));
        assertEquals(
                "events/T.epl:2: table T has no column TimeGenerated",
                problems(SCHEMA.replace("TimeGenerated", "Timestamp")));
        assertEquals(
                "events/T.epl:2: @ReadFrom names [Nope], but the schema has no such column",
                problems(with("@ReadFrom(column='Nope', paths='x')")));
    }

    @Test
    void tellOfAColumnThatStandsTwice() {
        assertEquals(
                "events/T.epl:2: the column Id stands twice in the schema",
                problems(SCHEMA.replace("Code int", "Id int")));
    }

    @Test
    void tellOfATimeThatIsNone() {
        assertEquals(
                "events/T.epl:2: table T: TimeGenerated must be a datetime",
                problems(SCHEMA.replace("datetime", "long")));
        assertEquals(
                "events/T.epl:2: 'soon' is not a timespan; expected a form like '7d', '1h', '30m', '10s' or '5ms'",
                problems(with("@Lateness('soon')")));
    }

    @Test
    void tellOfTwoTablesOfOneName() {
        assertEquals("events:1: tables T and T are both called T", problems(SCHEMA + SCHEMA));
    }

    @Test
    void tellOfOtherStatements() {
        assertEquals(
                "events/T.epl:9: only create objectarray schema statements stand here",
                problems(SCHEMA + "select * from T;"));
    }

    @Test
    void tellAllThatIsWrong() {
        assertEquals(
                """
                events/A.epl:2: table T has no column Nope
                events/B.epl:1: only create objectarray schema statements stand here
                events/B.epl:2: unknown column type 'x'; expected one of string, dynamic, int, long, real, bool, datetime""".stripIndent(),
                problems(
                        new EplFile("events/A.epl", SCHEMA.replace("'Id'", "'Nope'")),
                        new EplFile("events/B.epl", "select 1 from T;\ncreate objectarray schema B (A x);")));
    }
}
