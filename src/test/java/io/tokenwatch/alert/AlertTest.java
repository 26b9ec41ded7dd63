package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AlertTest {
    @Test
    void isOneLineOfJson() {
        Book book = new Book().found("ada", "10:10", 11, "few\n", "192.0.2.1");
        String id = book.last().id();

        assertEquals(
                "{\"id\":\"" + id
                        + "\",\"detection\":\"T9001\",\"title\":\"Many sign-ins\",\"severity\":\"high\",\"confidence\":\"medium\","
                        + "\"status\":\"open\",\"revision\":1,\"firstEvent\":\"2024-05-01T10:01:00.0000000Z\",\"lastEvent\":\"2024-05-01T10:10:00.0000000Z\","
                        + "\"entities\":[{\"type\":\"account\",\"value\":\"ada\"},{\"type\":\"ip\",\"value\":\"192.0.2.1\"}],"
                        + "\"attack\":{\"tactics\":[{\"id\":\"TA0001\",\"name\":\"A Tactic\"}],\"techniques\":[{\"id\":\"T9001\",\"name\":\"A Technique\"}]},\"falsePositives\":[],\"references\":[],"
                        + "\"row\":{\"TimeGenerated\":\"2024-05-01T10:00:00.0000000Z\",\"User\":\"ada\",\"Count\":11,\"Addresses\":[\"192.0.2.1\"],\"Risk\":\"few\\n\"}}",
                book.last().toJson());
    }

    @Test
    void holdsCountAndSamplesWhereEveryRowCounts() {
        Book book = new Book().called("t1", "a", "10:00", "/me", "11:00");

        assertEquals(1L, book.last().toMap().get("count"));
        assertEquals(
                "[{TimeGenerated=2024-05-01T10:00:00.0000000Z, Uri=/me}]",
                book.last().toMap().get("samples").toString());
    }
}
