package io.tokenwatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Spread;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresOutputTest {
    private final FiguresOutput output = new FiguresOutput(
            Map.of(
                    "replay",
                    List.of(new Figure("CPU", "µs", new Spread(5.678, 5, 61.23)), new Figure("events", "", 1000))),
            Map.of("commit", "abc"));

    @Test
    void isATableInMarkdown() {
        assertEquals("""
                - commit: abc

                | part | figure | median | least | most | unit |
                |---|---|--:|--:|--:|---|
                | replay | CPU | 5.68 | 5 | 61.2 | µs |
                | replay | events | 1000 |  |  |  |
                """, output.markdown());
    }

    @Test
    void isJsonWithAllDigits() throws IOException {
        JsonNode json = new ObjectMapper().readTree(output.json());

        assertEquals("abc", json.at("/machine/commit").asText());
        assertEquals(5.678, json.at("/figures/0/median").asDouble());
        assertEquals("replay", json.at("/figures/1/part").asText());
    }

    @Test
    void isATableOfText() {
        assertTrue(output.text().contains("5.68"), output::text);
    }
}
