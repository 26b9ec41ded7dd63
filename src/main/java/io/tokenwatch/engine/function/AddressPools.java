package io.tokenwatch.engine.function;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.util.BitSet;

/**
 * Pools of addresses, each a text with addresses and CIDR ranges between blanks: {@code 198.51.100.0/24 203.0.113.7}.
 * An address belongs to the pool with the narrowest range that holds it. Spellings make no difference, as in
 * {@link Addresses}. Immutable and safe to share.
 */
public final class AddressPools {
    private static final IPAddressStringParameters RANGE =
            Addresses.PLAIN.toBuilder().allowPrefix(true).toParams();

    private static final int MAPPED_BITS = 96;

    private static final int BLOCK_BITS = 16;

    /** The last lists that a thread asked for; a rule holds each list for good. */
    private static final ThreadLocal<Last> LAST = ThreadLocal.withInitial(Last::new);

    private final IPv4AddressAssociativeTrie<String> v4 = new IPv4AddressAssociativeTrie<>();
    private final IPv6AddressAssociativeTrie<String> v6 = new IPv6AddressAssociativeTrie<>();

    /** The blocks of 65,536 IPv4 addresses in which there is a range: most addresses are in none of them. */
    private final BitSet blocks = new BitSet(1 << BLOCK_BITS);

    private final Remembered[] remembered = new Remembered[4096];

    /**
     * An address and what its pool is called. Immutable, so that threads may race for its place: they find this answer,
     * another's, or none.
     */
    private record Remembered(String address, String pool) {}

    private static final class Last {
        private final String[][] lists = new String[4][];
        private final AddressPools[] pools = new AddressPools[4];
        private int next;

        AddressPools of(String[] list) {
            for (int i = 0; i < lists.length; i++) {
                if (lists[i] == list) {
                    return pools[i];
                }
            }
            AddressPools parsed = new AddressPools(list);
            lists[next] = list;
            pools[next] = parsed;
            next = (next + 1) % lists.length;
            return parsed;
        }
    }

    /** What is no address and no range is left out; {@link #wrong} tells. */
    public AddressPools(String... pools) {
        for (String pool : pools) {
            String name = null;
            for (String text : pool.strip().split("\\s+")) {
                IPAddress range = range(text);
                if (range != null) {
                    name = name == null ? range.toCanonicalString() : name;
                    add(range, name);
                }
            }
        }
    }

    private void add(IPAddress range, String name) {
        if (range.isIPv4()) {
            IPv4Address block = range.toIPv4();
            v4.put(block, name);
            blocks.set(
                    block.getLower().intValue() >>> BLOCK_BITS,
                    (block.getUpper().intValue() >>> BLOCK_BITS) + 1);
        } else {
            v6.put(range.toIPv6(), name);
        }
    }

    /**
     * What stands for an address when pools make no difference: the first range of its pool, such as
     * {@code 198.51.100.0/24}; the address itself if it is in none; null for null.
     */
    public static String natPool(String address, String[] pools) {
        return address == null || pools.length == 0
                ? address
                : LAST.get().of(pools).stand(address);
    }

    /** The address as it is written: no pool makes a difference. */
    public static String asWritten(String address, String[] pools) {
        return address;
    }

    private String stand(String address) {
        long bits = Addresses.plainV4(address);
        if (bits >= 0 && !blocks.get((int) (bits >>> BLOCK_BITS))) {
            return address;
        }
        int hash = address.hashCode();
        int at = (hash ^ hash >>> 12) & remembered.length - 1;
        Remembered known = remembered[at];
        if (known == null || !known.address.equals(address)) {
            String pool = poolOf(address);
            known = new Remembered(address, pool == null ? address : pool);
            remembered[at] = known;
        }
        return known.pool;
    }

    /** Whether a text is an address in one of the pools. */
    public boolean contains(String address) {
        return poolOf(address) != null;
    }

    private String poolOf(String text) {
        long bits = Addresses.plainV4(text);
        IPAddress address = bits >= 0
                ? new IPv4Address((int) bits)
                : new IPAddressString(Addresses.canonical(text), Addresses.PLAIN).getAddress();
        if (address == null) {
            return null;
        }
        if (address.isIPv4()) {
            var found = v4.longestPrefixMatchNode(address.toIPv4());
            return found == null ? null : found.getValue();
        }
        var found = v6.longestPrefixMatchNode(address.toIPv6());
        return found == null ? null : found.getValue();
    }

    /** Why a text is neither an address nor a range; null if it is. */
    public static String wrong(String text) {
        if (range(text) != null) {
            return null;
        }
        IPAddress loose = loose(text);
        return "'" + text + "' "
                + (loose == null
                        ? "is neither an address nor a range; expected a form like 198.51.100.0/24 or 2001:db8::/48"
                        : "has bits behind its prefix; expected "
                                + plain(loose.toPrefixBlock()).toCanonicalString());
    }

    /** An address, or the block of a range; null if the text is neither, or has bits behind its prefix. */
    private static IPAddress range(String text) {
        IPAddress loose = loose(text);
        return loose == null || loose.isPrefixed() && !loose.isPrefixBlock() ? null : plain(loose);
    }

    private static IPAddress loose(String text) {
        return new IPAddressString(text, RANGE).getAddress();
    }

    /** IPv4 that is mapped into IPv6 as IPv4; a prefix of all bits is none. */
    private static IPAddress plain(IPAddress range) {
        IPAddress plain = range;
        if (range.isIPv6() && range.toIPv6().isIPv4Mapped()) {
            Integer bits = range.getPrefixLength();
            IPAddress lower = range.getLower().withoutPrefixLength().toIPv6().getEmbeddedIPv4Address();
            plain = bits == null ? lower : lower.toPrefixBlock(bits - MAPPED_BITS);
        }
        return plain.isPrefixed() && plain.getPrefixLength() == plain.getBitCount()
                ? plain.withoutPrefixLength()
                : plain;
    }
}
