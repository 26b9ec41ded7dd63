package io.tokenwatch.engine;

import io.tokenwatch.engine.function.TokenIds;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Table;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces the token ids in rows by keyed hashes: in the columns that a schema names with {@code @Keyed}. Equal ids
 * have equal hashes, so rules join them as before, and without the key nobody tells which token a hash is of. Safe to
 * share.
 *
 * <p>A hash is the first half of HMAC-SHA-256, written as a GUID, because ids are kept best as GUIDs. No id stays no
 * id.
 */
public final class TokenKey {
    private static final int SHORTEST = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int HASH_BYTES = 32;
    private static final int GUID_BYTES = 16;

    private final boolean canonical;
    private final ThreadLocal<Hash> hashes;

    /**
     * @param key the key
     * @param canonical whether other encodings of an id have its hash
     * @throws IllegalArgumentException if the key is too short
     */
    public TokenKey(byte[] key, boolean canonical) {
        if (key.length < SHORTEST) {
            throw new IllegalArgumentException("the key has " + key.length + " bytes; expected at least " + SHORTEST);
        }
        SecretKeySpec secret = new SecretKeySpec(key, ALGORITHM);
        this.canonical = canonical;
        this.hashes = ThreadLocal.withInitial(() -> new Hash(secret));
    }

    /** Replaces the ids in all rows of a batch; to be called once. */
    public void hide(RowBatch batch) {
        Hash hash = hashes.get();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.row(i) != null) {
                hide(batch.table(i), batch.row(i), hash);
            }
        }
    }

    private void hide(Table table, Object[] row, Hash hash) {
        String before = null;
        String hidden = null;
        for (int i = 0; i < table.keyedCount(); i++) {
            int column = table.keyed(i);
            String id = (String) row[column];
            if (id != null && !id.isEmpty()) {
                String text = canonical ? TokenIds.canonical(id, "") : id;
                hidden = text.equals(before) ? hidden : hash.of(text);
                before = text;
                row[column] = hidden;
            }
        }
    }

    /** What one thread hashes with. */
    private static final class Hash {
        private static final HexFormat HEX = HexFormat.of();

        private final Mac mac;
        private final byte[] bytes = new byte[HASH_BYTES];
        private final StringBuilder text = new StringBuilder();

        Hash(SecretKeySpec key) {
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every Java has " + ALGORITHM, missing);
            }
        }

        String of(String id) {
            mac.update(id.getBytes(StandardCharsets.UTF_8));
            try {
                mac.doFinal(bytes, 0);
            } catch (GeneralSecurityException tooShort) {
                throw new IllegalStateException(tooShort);
            }
            text.setLength(0);
            for (int i = 0; i < GUID_BYTES; i++) {
                if (i == 4 || i == 6 || i == 8 || i == 10) {
                    text.append('-');
                }
                HEX.toHexDigits(text, bytes[i]);
            }
            return text.toString();
        }
    }
}
