package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {
    @TempDir
    private Path folder;

    private RuleFiles written() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        Files.createDirectories(from.resolve("lists"));
        Files.writeString(from.resolve("lists/a.csv"), "ä,b\n");
        Files.writeString(from.resolve("top.epl"), "");
        Files.writeString(from.resolve(".hidden"), "x");
        return RuleFiles.in(from);
    }

    @Test
    void comesOverTheWireAsItWas() throws IOException {
        RuleFiles files = written().as(7);

        RuleFiles read = RuleFiles.of(files.toBytes());

        assertTrue(read.sameFiles(files));
        assertEquals(7, read.version());
        Path to = Files.createDirectories(folder.resolve("to"));
        read.writeTo(to);
        assertEquals("ä,b\n", Files.readString(to.resolve("lists/a.csv")));
        assertTrue(Files.exists(to.resolve("top.epl")));
        assertFalse(Files.exists(to.resolve(".hidden")));
    }

    @Test
    void differsWhenAFileDiffers() throws IOException {
        RuleFiles before = written();
        Files.writeString(folder.resolve("from/top.epl"), "x");

        assertFalse(RuleFiles.in(folder.resolve("from")).sameFiles(before));
    }

    @Test
    void refusesToWriteOutsideOfItsFolder() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(1);
        out.writeInt(1);
        out.writeUTF("../escaped.epl");
        out.writeInt(0);
        RuleFiles hostile = RuleFiles.of(bytes.toByteArray());
        Path to = Files.createDirectories(folder.resolve("to"));

        assertThrows(IOException.class, () -> hostile.writeTo(to));
        assertFalse(Files.exists(folder.resolve("escaped.epl")));
    }

    @Test
    void refusesWhatIsSomethingElse() {
        assertThrows(IllegalArgumentException.class, () -> RuleFiles.of(new byte[] {1, 2, 3}));
    }
}
