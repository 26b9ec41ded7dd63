package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Rows of any tables as bytes that tell by themselves what they are, to be kept and read by another process, on another
 * machine, with other versions of the tables.
 *
 * <p>The bytes: the format's version (1), a CRC-32 of all that follows (4, high byte first), how long the tables' part
 * is (4), the tables with their columns, the number of rows, and for each row its table, whether it counts, and its
 * {@link PackedValues}.
 */
public final class RowPack {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Integer.BYTES;

    private RowPack() {}

    /** Gets the rows of a pack, in the order in which they were added. */
    @FunctionalInterface
    public interface RowConsumer {
        /**
         * @param table the row's table, of the catalog that is read for
         * @param row its values, one for each column of that table
         * @param counts as it was added
         */
        void row(Table table, Object[] row, boolean counts);
    }

    /** Packs rows; can be used for one pack after the other. Not safe to share. */
    public static final class Writer {
        private final Map<String, Held> held = new HashMap<>();
        private final List<Table> tables = new ArrayList<>();
        private long pack;
        private PackedValues values = new PackedValues(pack);
        private int size;
        private long goesAt = Long.MIN_VALUE;

        /** A table that rows come of, and its place in the pack that is written. */
        private static final class Held {
            private final Table table;
            private final RepeatedTexts repeated;
            private long pack = -1;
            private int place;

            Held(Table table) {
                this.table = table;
                this.repeated = new RepeatedTexts(table.columns().size());
            }
        }

        /**
         * Adds a row.
         *
         * @param counts given back as it is
         * @throws IllegalArgumentException if the row has a value that no column can have
         */
        public void add(Table table, Object[] row, boolean counts) {
            Held of = held(table);
            values.addNumber(of.place << 1 | (counts ? 1 : 0));
            for (int column = 0; column < row.length; column++) {
                values.add(row[column], column, of.repeated);
            }
            size++;
            goesAt = Math.max(goesAt, History.goesAt(table, Ticks.bin(table.time(row), Ticks.PER_HOUR)));
        }

        private Held held(Table table) {
            Held of = held.get(table.name());
            if (of == null || of.table != table) {
                of = new Held(table);
                held.put(table.name(), of);
            }
            if (of.pack != pack) {
                of.pack = pack;
                of.place = tables.size();
                tables.add(table);
            }
            return of;
        }

        /** How many rows were added since the last pack was finished. */
        public int size() {
            return size;
        }

        /**
         * The low watermark in ticks at which nothing can use any of these rows any more: the end of the latest UTC
         * hour and the retention of its table.
         */
        public long goesAt() {
            return goesAt;
        }

        /** The bytes of the rows; what is added from now on belongs to the next pack. */
        public byte[] finish() {
            byte[] described = described(tables);
            ByteBuffer bytes = ByteBuffer.allocate(HEAD + 2 * Integer.BYTES + described.length + values.size());
            bytes.position(HEAD);
            bytes.putInt(described.length).put(described).putInt(size);
            values.writeTo(bytes);
            bytes.put(0, VERSION).putInt(1, checksum(bytes.array()));
            values = new PackedValues(++pack);
            tables.clear();
            size = 0;
            goesAt = Long.MIN_VALUE;
            return bytes.array();
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes, HEAD, bytes.length - HEAD);
        return (int) sum.getValue();
    }

    private static byte[] described(List<Table> tables) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(tables.size());
            for (Table table : tables) {
                out.writeUTF(table.name());
                out.writeShort(table.columns().size());
                for (Column column : table.columns()) {
                    out.writeUTF(column.name());
                    out.writeUTF(column.type().name().toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a pack. Rows come as rows of the catalog's tables of the same names, column by column of the same name;
     * rows of tables that are not there any more are skipped.
     *
     * @return how many rows were skipped
     * @throws IllegalArgumentException if the bytes are not those of a pack
     */
    public static int read(byte[] bytes, Catalog catalog, RowConsumer consumer) {
        ByteBuffer buffer = checked(bytes);
        try {
            byte[] described = new byte[buffer.getInt()];
            buffer.get(described);
            List<Packed> tables = tables(described, catalog);
            int rows = buffer.getInt();
            PackedValues.Reader values =
                    PackedValues.reader(Arrays.copyOfRange(bytes, buffer.position(), bytes.length));
            int skipped = 0;
            for (int i = 0; i < rows; i++) {
                int kind = values.number();
                Packed packed = tables.get(kind >> 1);
                Object[] row = values.next(packed.then.columns().size());
                if (packed.now == null) {
                    skipped++;
                } else {
                    consumer.row(packed.now, packed.converted(row), (kind & 1) == 1);
                }
            }
            return skipped;
        } catch (IOException damaged) {
            throw new IllegalArgumentException("packed rows are damaged", damaged);
        }
    }

    /**
     * How many rows a pack holds, without a look at them.
     *
     * @throws IllegalArgumentException if the bytes are not those of a pack
     */
    public static int size(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int described = bytes.length < HEAD + 2 * Integer.BYTES || bytes[0] != VERSION ? -1 : buffer.getInt(HEAD);
        if (described < 0 || described > bytes.length - HEAD - 2 * Integer.BYTES) {
            throw new IllegalArgumentException("packed rows are damaged, or of another release");
        }
        return buffer.getInt(HEAD + Integer.BYTES + described);
    }

    private static ByteBuffer checked(byte[] bytes) {
        if (bytes.length < HEAD + 2 * Integer.BYTES) {
            throw new IllegalArgumentException("packed rows are damaged: they end after " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("packed rows begin with format version " + version + "; expected "
                    + VERSION + ": they are damaged, or of a newer release");
        }
        if (buffer.getInt() != checksum(bytes)) {
            throw new IllegalArgumentException("packed rows are damaged: their checksum does not match");
        }
        return buffer;
    }

    private static List<Packed> tables(byte[] described, Catalog catalog) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(described));
        List<Packed> tables = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            String name = in.readUTF();
            Table now = catalog.named(name);
            List<Column> columns = new ArrayList<>();
            for (int more = in.readUnsignedShort(); more > 0; more--) {
                columns.add(column(in.readUTF(), ColumnType.named(in.readUTF()), now));
            }
            Table then = new Table(0, name, "", columns, List.of(), Duration.ZERO, Duration.ZERO);
            tables.add(new Packed(then, now, now != null && now.columns().equals(columns)));
        }
        return tables;
    }

    /** A column that is still the same is told by being the same. */
    private static Column column(String name, ColumnType type, Table now) {
        int place = now == null ? -1 : now.find(name);
        Column same = place < 0 ? null : now.columns().get(place);
        return same != null && same.type() == type ? same : Column.named(name, type);
    }

    /** A table as it was when rows were packed, as it is now or null, and whether its columns are the same. */
    private record Packed(Table then, Table now, boolean same) {
        Object[] converted(Object[] row) {
            return same ? row : now.converted(then, row);
        }
    }
}
