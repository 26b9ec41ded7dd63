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
 *
 * <p>Several packs may go as one, a bundle: the format's version (1), a CRC-32 of all that follows (4), how many rows
 * count (4), and each pack behind its length (4).
 */
public final class RowPack {
    private static final byte VERSION = 1;
    private static final byte BUNDLE = 2;
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
        private final PackedValues values = new PackedValues(pack);
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
            return finish(0);
        }

        /** The same, behind so many bytes that are left free. */
        public byte[] finish(int free) {
            byte[] described = described(tables);
            byte[] all = new byte[free + HEAD + 2 * Integer.BYTES + described.length + values.size()];
            ByteBuffer bytes = ByteBuffer.wrap(all, free, all.length - free).slice();
            bytes.position(HEAD);
            bytes.putInt(described.length).put(described).putInt(size);
            values.writeTo(bytes);
            bytes.put(0, VERSION).putInt(1, checksum(bytes));
            values.restart(++pack);
            tables.clear();
            size = 0;
            goesAt = Long.MIN_VALUE;
            return all;
        }
    }

    /**
     * Packs as one. Of a row that is in several of them, the one that counts is given back.
     *
     * @param rows how many rows count
     * @param packs each from its buffer's position on
     */
    public static byte[] bundle(int rows, List<ByteBuffer> packs) {
        int length = HEAD + Integer.BYTES;
        for (ByteBuffer pack : packs) {
            length += Integer.BYTES + pack.remaining();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).position(HEAD).putInt(rows);
        packs.forEach(pack -> bytes.putInt(pack.remaining()).put(pack.duplicate()));
        bytes.put(0, BUNDLE).putInt(1, checksum(bytes));
        return bytes.array();
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes.array(), bytes.arrayOffset() + HEAD, bytes.limit() - HEAD);
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
     * Reads a pack or a bundle. Rows come as rows of the catalog's tables of the same names, column by column of the
     * same name; rows of tables that are not there any more are skipped.
     *
     * @param bytes from its position to its limit; backed by an array
     * @return how many rows that count were skipped
     * @throws IllegalArgumentException if the bytes are not those of a pack
     */
    public static int read(ByteBuffer bytes, Catalog catalog, RowConsumer consumer) {
        ByteBuffer buffer = checked(bytes.slice());
        try {
            return buffer.get(0) == BUNDLE
                    ? readBundle(buffer, catalog, consumer)
                    : readPack(buffer, catalog, consumer);
        } catch (IOException damaged) {
            throw new IllegalArgumentException("packed rows are damaged", damaged);
        }
    }

    /** Reads a pack or a bundle that is all of an array. */
    public static int read(byte[] bytes, Catalog catalog, RowConsumer consumer) {
        return read(ByteBuffer.wrap(bytes), catalog, consumer);
    }

    private static int readBundle(ByteBuffer buffer, Catalog catalog, RowConsumer consumer) throws IOException {
        buffer.getInt();
        int skipped = 0;
        while (buffer.hasRemaining()) {
            int length = buffer.getInt();
            ByteBuffer pack = checked(buffer.slice(buffer.position(), length));
            skipped += readPack(pack, catalog, (table, row, counts) -> {
                if (counts) {
                    consumer.row(table, row, true);
                }
            });
            buffer.position(buffer.position() + length);
        }
        return skipped;
    }

    private static int readPack(ByteBuffer buffer, Catalog catalog, RowConsumer consumer) throws IOException {
        byte[] described = new byte[buffer.getInt()];
        buffer.get(described);
        List<Packed> tables = tables(described, catalog);
        int rows = buffer.getInt();
        PackedValues.Reader values = PackedValues.reader(buffer.array(), buffer.arrayOffset() + buffer.position());
        int skipped = 0;
        for (int i = 0; i < rows; i++) {
            int kind = values.number();
            Packed packed = tables.get(kind >> 1);
            Object[] row = values.next(packed.then.columns().size());
            boolean counts = (kind & 1) == 1;
            if (packed.now != null) {
                consumer.row(packed.now, packed.converted(row), counts);
            } else if (counts) {
                skipped++;
            }
        }
        return skipped;
    }

    /**
     * How many rows a pack holds, or how many of a bundle's count, without a look at them.
     *
     * @throws IllegalArgumentException if the bytes are not those of a pack
     */
    public static int size(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length >= HEAD + Integer.BYTES && bytes[0] == BUNDLE) {
            return buffer.getInt(HEAD);
        }
        int described = bytes.length < HEAD + 2 * Integer.BYTES || bytes[0] != VERSION ? -1 : buffer.getInt(HEAD);
        if (described < 0 || described > bytes.length - HEAD - 2 * Integer.BYTES) {
            throw new IllegalArgumentException("packed rows are damaged, or of another release");
        }
        return buffer.getInt(HEAD + Integer.BYTES + described);
    }

    /** The same bytes, behind what was checked. */
    private static ByteBuffer checked(ByteBuffer buffer) {
        if (buffer.limit() < HEAD + Integer.BYTES) {
            throw new IllegalArgumentException("packed rows are damaged: they end after " + buffer.limit() + " bytes");
        }
        byte version = buffer.get();
        if (version != VERSION && version != BUNDLE) {
            throw new IllegalArgumentException("packed rows begin with format version " + version + "; expected "
                    + VERSION + " or " + BUNDLE + ": they are damaged, or of a newer release");
        }
        if (buffer.getInt() != checksum(buffer)) {
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
