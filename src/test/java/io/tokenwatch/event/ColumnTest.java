package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTest {
    @ParameterizedTest
    @CsvSource({
        "UserAgent, userAgent",
        "IPAddress, ipAddress",
        "Id, id",
        "AADTenantId, aadTenantId",
        "UniqueTokenIdentifier, uniqueTokenIdentifier",
        "SignInActivityId, signInActivityId",
        "C_Sid, c_Sid",
        "ATContentH, atContentH",
        "ID, id",
        "A, a",
        "already, already",
        "_BilledSize, _BilledSize"
    })
    void hasACamelCaseName(String name, String camelCase) {
        assertEquals(camelCase, Column.camelCase(name));
    }

    @Test
    void isLookedForUnderItsOwnNameFirst() {
        assertEquals(
                List.of("IPAddress", "properties.ipAddress", "ipAddress", "ipaddress"),
                Column.named("IPAddress", ColumnType.STRING).paths());
    }
}
