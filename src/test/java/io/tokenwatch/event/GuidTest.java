package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;

class GuidTest {
    private final Guid guid = new Guid();

    @Property
    void readsWhatItStandsFor(@ForAll long high, @ForAll long low) {
        assertTrue(guid.read(new UUID(high, low).toString()));

        assertEquals(high, guid.high());
        assertEquals(low, guid.low());
    }

    @Property
    void readsNoTextThatAnotherOneStandsFor(
            @ForAll long high,
            @ForAll long low,
            @ForAll @IntRange(max = 35) int at,
            @ForAll @Chars({'0', '9', '/', ':', 'a', 'f', 'g', '`', 'A', 'F', '-', '\u0000', '\u0130', '\uff11'})
                    char c) {
        StringBuilder text = new StringBuilder(new UUID(high, low).toString());
        text.setCharAt(at, c);

        if (guid.read(text.toString())) {
            assertEquals(text.toString(), new UUID(guid.high(), guid.low()).toString());
        }
    }

    @Property
    void readsBytesAsItReadsTexts(
            @ForAll long high, @ForAll long low, @ForAll @IntRange(max = 35) int at, @ForAll char c) {
        StringBuilder text = new StringBuilder(new UUID(high, low).toString());
        text.setCharAt(at, c);
        byte[] bytes = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);

        boolean read = guid.read(bytes, 1, bytes.length - 1);

        assertEquals(new Guid().read(text.toString()), read);
        if (read) {
            assertEquals(text.toString(), new UUID(guid.high(), guid.low()).toString());
        }
    }

    @Example
    void readsAllOfSomeBytesOnly() {
        byte[] bytes = "0f5d01f1-762c-0263-5663-33cde82c5365".getBytes(StandardCharsets.US_ASCII);

        assertTrue(guid.read(bytes, 0, 36));
        assertFalse(guid.read(bytes, 0, 35));
        assertFalse(guid.read(bytes, 0, 0));
    }

    @Example
    void readsLowerCaseOnly() {
        assertTrue(guid.read("0f5d01f1-762c-0263-5663-33cde82c5365"));
        assertFalse(guid.read("0F5D01F1-762C-0263-5663-33CDE82C5365"));
        assertFalse(guid.read("0f5d01f1762c0263566333cde82c5365"));
        assertFalse(guid.read("0f5d01f1-762c-0263-5663-33cde82c536"));
        assertFalse(guid.read(""));
    }
}
