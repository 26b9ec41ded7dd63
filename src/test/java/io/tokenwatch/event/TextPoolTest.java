package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TextPoolTest {
    private final TextPool pool = new TextPool();

    private String of(String text) {
        byte[] padded = ("<<" + text + ">").getBytes(StandardCharsets.UTF_8);
        int end = padded.length - 1;
        String known = pool.find(padded, 2, end);
        return known != null
                ? known
                : pool.keep(padded, 2, end, new String(padded, 2, end - 2, StandardCharsets.UTF_8));
    }

    @Test
    void sharesEqualTexts() {
        assertSame(of("curl/8.0"), of("curl/8.0"));
    }

    @Test
    void leavesLongTextsAlone() {
        String text = "x".repeat(257);

        assertEquals(text, of(text));
        assertNotSame(of(text), of(text));
    }

    @Test
    void givesUpWhereTextsHardlyRepeat() {
        for (int i = 0; i < 5000; i++) {
            of("id-" + i);
        }

        assertNotSame(of("id"), of("id"));
    }

    @Test
    void givesUpWhereMoreTextsAreNewThanNot() {
        for (int i = 0; i < 20_000; i++) {
            of(i % 3 == 0 ? "user" : "id-" + i);
        }

        assertNotSame(of("user"), of("user"));
    }

    @Test
    void goesOnWhereFewerTextsAreNewThanNot() {
        for (int i = 0; i < 20_000; i++) {
            of(i % 3 == 0 ? "id-" + i : "user");
        }

        assertSame(of("user"), of("user"));
    }

    @Test
    void goesOnWhereTextsRepeat() {
        for (int i = 0; i < 20_000; i++) {
            of("user-" + i % 100);
        }

        assertSame(of("user-7"), of("user-7"));
    }

    @Property(tries = 50)
    void neverTakesOneTextForAnother(@ForAll List<@Chars({'a', 'b'}) @StringLength(max = 6) String> texts) {
        for (int round = 0; round < 3; round++) {
            for (String text : texts) {
                assertEquals(text, of(text));
            }
        }
    }
}
