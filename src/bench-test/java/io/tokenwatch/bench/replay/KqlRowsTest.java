package io.tokenwatch.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KqlRowsTest {
    @TempDir
    private Path dir;

    @Test
    void areEqualInAnyOrderOfRowsColumnsAndSets() throws IOException {
        Path both =
                file("both", "{\"Detection\":\"D\",\"A\":1,\"B\":\"x\",\"S\":[1,2]}", "{\"Detection\":\"E\",\"C\":2}");
        Path one = file("one", "{\"C\":2}");
        Path other = file("other", "{\"B\":\"x\",\"A\":1,\"S\":[2,1]}");

        assertEquals(List.of(), KqlRows.differences(List.of(both), List.of(one, other)));
    }

    @Test
    void differIfOneIsThereOnceMore() throws IOException {
        Path once = file("once", "{\"A\":1}");
        Path twice = file("twice", "{\"A\":1}", "{\"A\":1}");

        assertEquals(List.of("+ {A=1}"), KqlRows.differences(List.of(once), List.of(twice)));
        assertEquals(List.of("- {A=1}"), KqlRows.differences(List.of(twice), List.of(once)));
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.write(dir.resolve(name), List.of(lines));
    }
}
