package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCacheTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    private Path folder;

    private EPCompiled compiled() throws RulesException {
        return Rules.compile(folder, Rules.file(Rules.RULE)).get(0).compiled();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void givesBackWhatWasCompiled() throws RulesException, IOException {
        EPCompiled fresh = compiled();
        Files.setLastModifiedTime(files().get(0), LONG_AGO);

        EPCompiled known = compiled();

        assertNotSame(fresh, known);
        assertEquals(fresh.getClasses().keySet(), known.getClasses().keySet());
        fresh.getClasses()
                .forEach((name, bytes) ->
                        assertArrayEquals(bytes, known.getClasses().get(name)));
        assertEquals(
                fresh.getManifest().getModuleProviderClassName(),
                known.getManifest().getModuleProviderClassName());
        assertEquals(1, files().size());
        assertEquals(LONG_AGO, Files.getLastModifiedTime(files().get(0)), "it was not compiled again");
    }

    @Test
    void keepsARuleOfEachText() throws RulesException, IOException {
        Rules.compile(
                folder, Rules.file(Rules.RULE), new EplFile("detections/y.epl", Rules.RULE.replace("'X'", "'Y'")));
        assertEquals(2, files().size());

        Rules.compile(folder, Rules.file(Rules.RULE + "// edited\n"));
        assertEquals(3, files().size());
    }

    @Test
    void namesTextsApart() {
        assertEquals(CompileCache.key("a", "b"), CompileCache.key("a", "b"));
        assertNotEquals(CompileCache.key("a", "b"), CompileCache.key("ab"));
        assertNotEquals(CompileCache.key("a", "b"), CompileCache.key("b", "a"));
        assertTrue(CompileCache.key("a").matches("[0-9a-f]{64}"));
    }

    @Test
    void knowsNothingOfAFolderThatIsNotThere() {
        assertEquals(Optional.empty(), new CompileCache(List.of(folder.resolve("none"))).get("key"));
    }

    @Test
    void takesAFileThatIsCutOffForNone() throws RulesException, IOException {
        compiled();
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        String key = file.getFileName().toString().replace(".rule", "");
        for (int length = 0; length < whole.length; length += length < 100 || length > whole.length - 100 ? 1 : 97) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertEquals(Optional.empty(), new CompileCache(List.of(folder)).get(key), "of " + length + " bytes");
        }
    }

    @Test
    void doesNotFailOnAFileOfOtherBytes() throws RulesException, IOException {
        compiled();
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        String key = file.getFileName().toString().replace(".rule", "");
        for (int at = 0; at < whole.length; at += at < 1000 ? 1 : 331) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) 0x80;
            Files.write(file, damaged);

            assertEquals(Optional.empty(), new CompileCache(List.of(folder)).get(key), "with byte " + at + " damaged");
        }
    }

    @Test
    void compilesAgainWhereAFileIsDamaged() throws RulesException, IOException {
        compiled();
        Files.writeString(files().get(0), "not a compiled rule");

        assertTrue(compiled().getClasses().size() > 1);
        assertTrue(Files.size(files().get(0)) > 1000);
    }

    @Test
    void compilesAgainWhereAFileHoldsWhatRulesMayNotDo() throws RulesException, IOException, EPCompileException {
        compiled();
        String key = files().get(0).getFileName().toString().replace(".rule", "");
        Configuration any = new Configuration();
        any.getCommon().addEventType("T", new String[] {"User"}, new Object[] {String.class});
        EPCompiled poison = Epl.COMPILER.compile(
                "select java.lang.System.getenv(User) as Stolen from T", new CompilerArguments(any));
        CompileCache cache = new CompileCache(List.of(folder));
        cache.put(key, poison);

        EPCompiled taken = compiled();

        assertNotEquals(poison.getClasses().keySet(), taken.getClasses().keySet());
        assertEquals(
                taken.getClasses().keySet(),
                cache.get(key).orElseThrow().getClasses().keySet());
    }

    @Test
    void compilesWhereNothingCanBeKept() throws RulesException, IOException {
        Path file = Files.createFile(folder.resolve("a file"));

        assertEquals(1, Rules.compile(file, Rules.file(Rules.RULE)).size());
    }
}
