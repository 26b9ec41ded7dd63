package io.tokenwatch.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuidTest {
    @Test
    void isWrittenAsEntraWritesIt() {
        Guid guid = new Guid(0xf7d368379f8841faL, 0x89cddc16a7c9aa00L);

        assertEquals("f7d36837-9f88-41fa-89cd-dc16a7c9aa00", new String(guid.text(), StandardCharsets.US_ASCII));
        assertEquals("N2jT94if-kGJzdwWp8mqAA", new String(guid.token(), StandardCharsets.US_ASCII));
    }
}
