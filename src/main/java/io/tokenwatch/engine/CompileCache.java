package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EPCompiledManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled rules in a folder, by what they were compiled from. Compiling takes seconds, reading what was compiled
 * milliseconds. The folder is as trusted as the rules are: what lies in it is run.
 */
final class CompileCache {
    private static final Logger LOG = LoggerFactory.getLogger(CompileCache.class);

    private final List<Path> folders;

    /**
     * @param folders where compiled rules are looked for, in that order; new ones go into the first, if there is one
     */
    CompileCache(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The name under which something compiled from these texts is kept. */
    static String key(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    Optional<EPCompiled> get(String key) {
        return folders.stream()
                .map(folder -> file(folder, key))
                .filter(Files::isRegularFile)
                .map(CompileCache::read)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<EPCompiled> read(Path file) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(checked(Files.readAllBytes(file))))) {
            EPCompiledManifest manifest = EPCompiledManifest.read(in);
            Map<String, byte[]> classes = new HashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                String name = in.readUTF();
                classes.put(name, in.readNBytes(in.readInt()));
            }
            return Optional.of(new EPCompiled(classes, manifest));
        } catch (IOException damaged) {
            LOG.warn("cannot read {}; compiling again: {}", file, damaged.toString());
            return Optional.empty();
        }
    }

    /** The content of a file; its last eight bytes are a checksum of those before. */
    private static byte[] checked(byte[] bytes) throws IOException {
        int length = bytes.length - Long.BYTES;
        if (length < 0 || checksum(bytes, length) != ByteBuffer.wrap(bytes).getLong(length)) {
            throw new IOException("the checksum does not fit");
        }
        return Arrays.copyOf(bytes, length);
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return checksum.getValue();
    }

    /** Keeps something compiled. A folder that cannot be written only costs time, so that is logged and not thrown. */
    void put(String key, EPCompiled compiled) {
        if (folders.isEmpty()) {
            return;
        }
        Path folder = folders.get(0);
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, key, ".part");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                compiled.getManifest().write(out);
                out.writeInt(compiled.getClasses().size());
                for (Map.Entry<String, byte[]> one : compiled.getClasses().entrySet()) {
                    out.writeUTF(one.getKey());
                    out.writeInt(one.getValue().length);
                    out.write(one.getValue());
                }
                out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
            }
            Files.write(part, bytes.toByteArray());
            Files.move(part, file(folder, key), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            LOG.warn("cannot keep compiled rules in {}: {}", folder, unwritable.toString());
        }
    }

    private static Path file(Path folder, String key) {
        return folder.resolve(key + ".rule");
    }
}
