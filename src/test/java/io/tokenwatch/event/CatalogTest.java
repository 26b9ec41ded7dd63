package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private final Table interactive = table(0, "SigninLogs", "SignInLogs");
    private final Table nonInteractive = table(1, "AADNonInteractiveUserSignInLogs", "NonInteractiveUserSignInLogs");
    private final Table graph = table(2, "MicrosoftGraphActivityLogs", "MicrosoftGraphActivityLogs");
    private final Table custom = table(3, "Custom_CL", "");
    private final Catalog catalog = new Catalog(List.of(interactive, nonInteractive, graph, custom));

    private static Table table(int ordinal, String name, String category) {
        Column time = Column.named(Table.TIME_COLUMN, ColumnType.DATETIME);
        return new Table(ordinal, name, category, List.of(time), List.of(), Duration.ZERO, Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AADNonInteractiveUserSignInLogs",
                "NonInteractiveUserSignInLogs",
                "noninteractiveusersigninlogs",
                "AADNONINTERACTIVEUSERSIGNINLOGS"
            })
    void findsATableByNameOrCategoryInAnyCase(String name) {
        assertSame(nonInteractive, catalog.named(name));
    }

    @Test
    void findsNoTableByAnUnknownName() {
        assertNull(catalog.named("AuditLogs"));
        assertNull(catalog.named(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insights-logs-noninteractiveusersigninlogs/tenantId=1/y=2024/PT1H.json",
                "am-AADNonInteractiveUserSignInLogs/PT05M.json",
                "SigninLogs/AADNonInteractiveUserSignInLogs.csv",
                "NonInteractiveUserSignInLogs-after-SignInLogs.json"
            })
    void takesTheLongestNameInAFilesNameForItsTable(String file) {
        assertSame(nonInteractive, catalog.hinted(file));
    }

    @Test
    void takesAShorterNameWhereNoLongerOneStands() {
        assertSame(interactive, catalog.hinted("insights-logs-signinlogs/PT1H.json"));
        assertSame(custom, catalog.hinted("export-custom_cl.csv"));
    }

    @Test
    void takesNoTableFromAFilesNameWithoutOne() {
        assertNull(catalog.hinted("events.ndjson"));
    }

    @Test
    void refusesTwoTablesOfOneName() {
        List<Table> tables = List.of(interactive, table(1, "Other", "signinlogs"));

        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> new Catalog(tables));

        assertEquals("tables SigninLogs and Other are both called signinlogs", wrong.getMessage());
    }
}
