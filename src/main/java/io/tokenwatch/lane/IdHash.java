package io.tokenwatch.lane;

import java.security.SecureRandom;
import java.util.List;

/** Hashes of ids. They differ from run to run, so that nobody can make up ids that all fall upon one place. */
final class IdHash {
    private static final long SECRET = new SecureRandom().nextLong();

    private IdHash() {}

    /** A hash of an id: a text, another value, or a list of these. */
    static long of(Object id) {
        if (id instanceof String text) {
            return of(text);
        }
        if (id instanceof List<?> parts) {
            long hash = SECRET;
            for (Object part : parts) {
                hash = mixed(hash, of(part));
            }
            return hash;
        }
        return mixed(SECRET, id.hashCode());
    }

    private static long of(String text) {
        long hash = SECRET;
        for (int i = 0; i < text.length(); i++) {
            hash = mixed(hash, text.charAt(i));
        }
        return mixed(hash, text.length());
    }

    /** A hash of two values. */
    static long of(long high, long low) {
        return mixed(mixed(SECRET, high), low);
    }

    private static long mixed(long hash, long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }
}
