package io.tokenwatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rounds 0",
                "--events 10",
                "--seconds 0",
                "--rate 0",
                "--only all",
                "--with siddhi",
                "--fast",
                "events.ndjson"
            })
    void refusesWrongArguments(String arguments) {
        assertEquals(3, Main.execute(arguments.split(" ")));
    }

    @Test
    void explainsItself() {
        assertEquals(0, Main.execute("--help"));
    }
}
