package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What the plain reader reads is what Jackson reads; what Jackson refuses it does not read. */
class PlainReaderAgainstJacksonTest {
    private static final Limits LIMITS = new Limits(1 << 20, 62);
    private static final Path SAMPLES = Path.of("samples");
    private static final String[] PIECES = {
        "\"",
        "\\",
        "\\\"",
        "\\\\",
        "\\u00e9",
        "\\ud83d",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\n",
        "\t",
        "0",
        "-",
        "1.5e3",
        "true",
        "null",
        "\u0000",
        "\u001f",
        "é",
        "\uD83D\uDE00",
        "\"Id\":\"x\"",
        "\"Type\"",
        "\"properties\":{",
        "{\"status\":{\"errorCode\":",
        "\"Id\""
    };

    private final FieldTree fields = new FieldTree(Decoded.CATALOG);
    private final int slots = RowAssembler.slots(fields);
    private final Values values = new Values(slots);
    private final PlainReader plain = new PlainReader(fields, values, LIMITS);
    private final JacksonReader jackson = new JacksonReader(fields, values, LIMITS);
    private int readPlainly;

    /** Reads a record that stands between others, both ways. */
    private void compare(byte[] record) {
        byte[] before = "\"}\n{\"Id\":".getBytes(StandardCharsets.UTF_8);
        byte[] behind = "\n\"a\":1}]}\"".getBytes(StandardCharsets.UTF_8);
        byte[] stream = new byte[before.length + record.length + behind.length];
        System.arraycopy(before, 0, stream, 0, before.length);
        System.arraycopy(record, 0, stream, before.length, record.length);
        System.arraycopy(behind, 0, stream, before.length + record.length, behind.length);
        compare(stream, before.length, before.length + record.length, record);
        compare(record, 0, record.length, record);
    }

    private void compare(byte[] stream, int from, int to, byte[] record) {
        if (!plain.read(stream, from, to)) {
            return;
        }
        readPlainly++;
        List<String> read = texts();
        assertEquals(Ticks.NONE == ticks() ? "none" : Ticks.toIso(ticks()), parsedTime(), () -> shown(record));
        assertEquals(null, fault(stream, from, to), () -> shown(record));
        assertEquals(texts(), read, () -> shown(record));
    }

    private JacksonReader.Fault fault(byte[] stream, int from, int to) {
        try {
            return jackson.read(stream, from, to);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            texts.add(values.has(slot) ? values.text(slot) : null);
        }
        return texts;
    }

    private long ticks() {
        int slot = fields.slot(Table.TIME_COLUMN);
        return values.has(slot) ? values.ticks(slot) : Ticks.NONE;
    }

    private String parsedTime() {
        int slot = fields.slot(Table.TIME_COLUMN);
        long ticks = values.has(slot) ? Ticks.parse(values.text(slot)) : Ticks.NONE;
        return ticks == Ticks.NONE ? "none" : Ticks.toIso(ticks);
    }

    private static String shown(byte[] record) {
        return new String(record, StandardCharsets.UTF_8) + " " + Arrays.toString(record);
    }

    /** The lines of the corpus; {@code \xNN} stands for a byte. */
    private static List<byte[]> oddRecords() {
        List<byte[]> records = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/records/odd.txt"))) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int i = 0; i < line.length(); i++) {
                    if (line.startsWith("\\x", i)) {
                        bytes.write(Integer.parseInt(line.substring(i + 2, i + 4), 16));
                        i += 3;
                    } else {
                        bytes.write(line.charAt(i));
                    }
                }
                records.add(bytes.toByteArray());
            }
            return records;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<byte[]> rowsOfSamples() {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            List<byte[]> rows = new ArrayList<>();
            for (Path file : files.filter(f -> f.endsWith("events.ndjson")).toList()) {
                Files.readAllLines(file).forEach(line -> rows.add(line.getBytes(StandardCharsets.UTF_8)));
            }
            return rows;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void onRecordsThatReadersDisagreeAbout() {
        oddRecords().forEach(this::compare);

        assertTrue(readPlainly > 100, () -> readPlainly + " were read plainly");
    }

    @Test
    void onTheRowsOfAllSamplesWithoutHelp() {
        List<byte[]> rows = rowsOfSamples();
        rows.forEach(this::compare);

        assertTrue(rows.size() > 500, () -> rows.size() + " rows");
        assertEquals(2 * rows.size(), readPlainly);
    }

    @Test
    void onRowsWithSomethingWrongInThem() {
        List<byte[]> rows = new ArrayList<>(rowsOfSamples());
        rows.addAll(oddRecords());
        Random random = new Random(20240501);
        for (int i = 0; i < 60_000; i++) {
            byte[] row = rows.get(random.nextInt(rows.size()));
            for (int wrongs = random.nextInt(3); wrongs >= 0; wrongs--) {
                row = mutated(row, random);
            }
            compare(row);
        }

        assertTrue(readPlainly > 1000 && readPlainly < 100_000, () -> readPlainly + " were read plainly");
    }

    private static byte[] mutated(byte[] row, Random random) {
        int at = random.nextInt(row.length + 1);
        int to = Math.min(row.length, at + random.nextInt(random.nextBoolean() ? 3 : 40));
        byte[] piece =
                switch (random.nextInt(4)) {
                    case 0 -> new byte[] {(byte) random.nextInt(256)};
                    case 1 -> PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
                    case 2 -> Arrays.copyOfRange(row, Math.min(at, to / 2), to);
                    default -> new byte[0];
                };
        byte[] mutated = new byte[at + piece.length + row.length - to];
        System.arraycopy(row, 0, mutated, 0, at);
        System.arraycopy(piece, 0, mutated, at, piece.length);
        System.arraycopy(row, to, mutated, at + piece.length, row.length - to);
        return mutated;
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(20).map(pieces -> "{" + String.join("", pieces) + "}");
    }

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void onAnyPieces(@ForAll("pieces") String record) {
        compare(record.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<Map<String, Object>> records() {
        Arbitrary<Object> value = JsonObjects.objects()
                .map(object -> object.values().stream().findFirst().orElse("x"));
        Arbitrary<String> names =
                Arbitraries.of("Id", "Type", "time", "TimeGenerated", "UserAgent", "properties", "id", "location", "x");
        Arbitrary<Object> properties = Arbitraries.maps(names, value)
                .ofMaxSize(4)
                .flatMap(object -> Arbitraries.of((Object) object, JsonObjects.json(object)));
        return Arbitraries.maps(names, Arbitraries.oneOf(value, properties)).ofMaxSize(8);
    }

    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    void onAnyRecord(@ForAll("records") Map<String, Object> record) {
        compare(JsonObjects.json(record).getBytes(StandardCharsets.UTF_8));
        compare(JsonObjects.pretty(record).getBytes(StandardCharsets.UTF_8));
    }
}
