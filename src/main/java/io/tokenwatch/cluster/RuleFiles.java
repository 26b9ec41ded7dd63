package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rules as files: what all members run. */
public final class RuleFiles {
    private static final int MOST_BYTES = 64 << 20;

    private final long version;
    private final TreeMap<String, byte[]> files;

    private RuleFiles(long version, TreeMap<String, byte[]> files) {
        this.version = version;
        this.files = files;
    }

    /**
     * Reads a folder; hidden files are left out.
     *
     * @throws IOException if it cannot be read
     */
    public static RuleFiles in(Path folder) throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, 2)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return new RuleFiles(0, files);
    }

    /** Which edit this is, from 1; 0 if it is none that is shared. */
    public long version() {
        return version;
    }

    RuleFiles as(long otherVersion) {
        return new RuleFiles(otherVersion, files);
    }

    /** Whether the files are the same, whatever their version. */
    public boolean sameFiles(RuleFiles other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(one -> Arrays.equals(one.getValue(), other.files.get(one.getKey())));
    }

    /**
     * Writes the files into a folder that is there.
     *
     * @throws IOException if they cannot be written, or one would come to stand outside of the folder
     */
    public void writeTo(Path folder) throws IOException {
        Path home = folder.toAbsolutePath().normalize();
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
            Path file = home.resolve(one.getKey()).normalize();
            if (!file.startsWith(home)) {
                throw new IOException("a file of the rules is called " + one.getKey());
            }
            Files.createDirectories(file.getParent());
            Files.write(file, one.getValue());
        }
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(version);
            out.writeInt(files.size());
            for (Map.Entry<String, byte[]> one : files.entrySet()) {
                out.writeUTF(one.getKey());
                out.writeInt(one.getValue().length);
                out.write(one.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if the bytes are something else */
    static RuleFiles of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long version = in.readLong();
            TreeMap<String, byte[]> files = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String name = in.readUTF();
                int length = in.readInt();
                if (length < 0 || length > MOST_BYTES) {
                    throw new IllegalArgumentException("a file of the rules has " + length + " bytes");
                }
                files.put(name, in.readNBytes(length));
            }
            return new RuleFiles(version, files);
        } catch (IOException damaged) {
            throw new IllegalArgumentException("these are no rules: " + damaged.getMessage(), damaged);
        }
    }

    /** How Hazelcast writes it. */
    static final class Serializer implements StreamSerializer<RuleFiles> {
        @Override
        public int getTypeId() {
            return SerialTypes.RULE_FILES;
        }

        @Override
        public void write(ObjectDataOutput out, RuleFiles rules) throws IOException {
            out.writeByteArray(rules.toBytes());
        }

        @Override
        public RuleFiles read(ObjectDataInput in) throws IOException {
            return RuleFiles.of(in.readByteArray());
        }
    }
}
