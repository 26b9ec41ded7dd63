package io.tokenwatch.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * How a node finds the others.
 *
 * @param name the cluster's name; members of another name are refused
 * @param members {@code host:port} of all members, this one among them
 * @param host the address that this member binds to, and no other
 * @param port the port that this member binds to
 * @param token what members must have in common besides the name; "" for nothing
 * @param backups on how many other members a row is kept
 * @param failureTimeout after how long without a sign of life a member counts as dead
 * @param mergeDelay how often a node looks for others that it was cut off from
 */
public record ClusterOptions(
        String name,
        List<String> members,
        String host,
        int port,
        String token,
        int backups,
        Duration failureTimeout,
        Duration mergeDelay) {

    /**
     * The name that members must have in common: with a digest of the token, because Hazelcast's community edition
     * knows no other secret.
     */
    String fullName() {
        if (token.isEmpty()) {
            return name;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return name + "-" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** How many backups there can be when all members are there. */
    int backupsWanted() {
        return Math.min(backups, members.size() - 1);
    }

    /** How many of the members that were named must be there for a majority. */
    int quorum() {
        return members.size() / 2 + 1;
    }
}
