package io.tokenwatch.event;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decodes the CSV exports of the Azure portal and of Log Analytics: a header with column names, then a record a row.
 *
 * <p>Understands the portal's habits: {@code TimeGenerated [UTC]} is TimeGenerated; of {@code LocationDetails_string}
 * and {@code LocationDetails_dynamic}, which a union of tables makes, the one that is filled is LocationDetails.
 * Source: a real portal export. Not safe to share.
 */
final class CsvRows {
    private static final int BATCH = 512;

    private final Catalog catalog;
    private final Limits limits;
    private final FieldTree fields;
    private final Values values;
    private final RowAssembler assembler;

    CsvRows(Catalog catalog, Limits limits) {
        this.catalog = catalog;
        this.limits = limits;
        this.fields = new FieldTree(catalog);
        this.values = new Values(RowAssembler.slots(fields));
        this.assembler = new RowAssembler(catalog, fields, values);
    }

    /** Whether a first line is a header: it has at least two columns, and one of them is a column of a table. */
    boolean isHeader(String line) {
        String[] names = line.split(String.valueOf(separator(line)));
        return names.length > 1 && java.util.Arrays.stream(names).anyMatch(name -> slot(unquoted(name)) >= 0);
    }

    /** Decodes a whole stream that {@link #isHeader begins with a header}. */
    void read(InputStream in, String header, Source source, Table hinted, RowFilter filter, Consumer<RowBatch> sink)
            throws IOException {
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .fieldSeparator(separator(header))
                .maxBufferSize((int) Math.min(16L * limits.rowBytes(), 1 << 30))
                .detectBomHeader(true)
                .ofCsvRecord(in, StandardCharsets.UTF_8)) {
            assembler.use(filter);
            var records = csv.iterator();
            int[] slots =
                    records.next().getFields().stream().mapToInt(this::slot).toArray();
            while (records.hasNext()) {
                Some some = new Some(new ArrayList<>());
                RowBatch batch = new RowBatch(source, catalog.tables().size(), BATCH, some, () -> {});
                try {
                    while (some.records().size() < BATCH && records.hasNext()) {
                        some.records().add(records.next());
                        row(some, slots, hinted, batch);
                    }
                } finally {
                    sink.accept(batch);
                }
            }
        } catch (CsvParseException bad) {
            RowBatch batch = new RowBatch(source, catalog.tables().size(), 0, Origin.NOWHERE, () -> {});
            batch.kill(DeadReason.BAD_CSV, bad.getMessage() + "; the rest of the source was not read", "", 0);
            sink.accept(batch);
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /** Records that were read together. */
    private record Some(List<CsvRecord> records) implements Origin {
        @Override
        public long line(int record) {
            return records.get(record).getStartingLineNumber();
        }

        @Override
        public int item(int record) {
            return 0;
        }

        @Override
        public String text(int record) {
            return String.join(",", records.get(record).getFields());
        }
    }

    /** Decodes the last one. */
    private void row(Some some, int[] slots, Table hinted, RowBatch batch) {
        int record = some.records().size() - 1;
        CsvRecord csv = some.records().get(record);
        if (csv.getFieldCount() != slots.length) {
            batch.kill(
                    DeadReason.BAD_CSV,
                    "the record has " + csv.getFieldCount() + " fields; expected " + slots.length + " as in the header",
                    "",
                    record);
            return;
        }
        values.begin(null);
        for (int i = slots.length - 1; i >= 0; i--) {
            String text = csv.getField(i);
            if (slots[i] >= 0 && !text.isEmpty()) {
                values.put(slots[i], text);
            }
        }
        assembler.finish(hinted, batch, record);
    }

    /** The slot of a header's column, or -1 if no table has it. */
    private int slot(String header) {
        String name = header.strip().replace("\uFEFF", "");
        name = name.endsWith("[UTC]") ? name.substring(0, name.length() - 5).strip() : name;
        int slot = fields.root().field(name).slot();
        if (slot < 0 && (name.endsWith("_string") || name.endsWith("_dynamic"))) {
            slot = fields.root().field(name.substring(0, name.lastIndexOf('_'))).slot();
        }
        return slot;
    }

    private static String unquoted(String name) {
        return name.strip().replace("\"", "");
    }

    private static char separator(String header) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char c) {
        return text.chars().filter(x -> x == c).count();
    }
}
