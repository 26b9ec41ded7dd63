package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegexesTest {
    @Test
    void findsAPatternAnywhere() {
        assertTrue(Regexes.matches("an admin7 here", "admin[0-9]+"));
        assertFalse(Regexes.matches("an admin here", "^admin"));
        assertFalse(Regexes.matches(null, "a"));
    }

    @Test
    void takesLinearTime() {
        String text = "a".repeat(50_000) + "b";

        assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Regexes.matches(text, "^(a+)+$")));
    }

    @Test
    void refusesWhatIsNoPatternOrTooLarge() {
        assertThrows(IllegalArgumentException.class, () -> Regexes.pattern("("));
        assertThrows(IllegalArgumentException.class, () -> Regexes.pattern("((a{1000}){1000}){1000}"));
        assertThrows(IllegalArgumentException.class, () -> Regexes.pattern("((a{1,100}){0,100}){5}"));
        assertThrows(IllegalArgumentException.class, () -> Regexes.pattern("a".repeat(1001)));
    }
}
