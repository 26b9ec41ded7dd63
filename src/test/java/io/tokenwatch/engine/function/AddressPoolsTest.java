package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPoolsTest {
    private static final String[] POOLS = {
        "198.51.100.0/24 203.0.113.7",
        " 2001:DB8:0:1::/64  192.0.2.128/25 ",
        "10.0.0.0/8",
        "10.1.0.0/16 ::ffff:172.16.0.0/108"
    };

    @ParameterizedTest
    @CsvSource({
        "198.51.100.0, 198.51.100.0/24",
        "198.51.100.255, 198.51.100.0/24",
        "::ffff:198.51.100.9, 198.51.100.0/24",
        "198.51.100.9:443, 198.51.100.0/24",
        "203.0.113.7, 198.51.100.0/24",
        "2001:db8:0:1::5, 2001:db8:0:1::/64",
        "2001:0DB8:0:1:ffff:0:0:5, 2001:db8:0:1::/64",
        "192.0.2.200, 2001:db8:0:1::/64",
        "10.2.0.1, 10.0.0.0/8",
        "10.1.0.1, 10.1.0.0/16",
        "172.31.0.1, 10.1.0.0/16"
    })
    void givesTheFirstRangeOfThePoolOfAnAddress(String address, String pool) {
        assertEquals(pool, AddressPools.natPool(address, POOLS));
        assertEquals(pool, AddressPools.natPool(address, POOLS.clone()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"198.51.101.0", "203.0.113.8", "2001:db8:0:2::5", "192.0.2.127", "172.32.0.1", "", "unknown", "*"
            })
    void givesTheAddressItselfOfAllOthers(String address) {
        assertSame(address, AddressPools.natPool(address, POOLS));
    }

    @Test
    void givesTheAddressItselfWhereThereAreNoPools() {
        assertEquals("::FFFF:10.0.0.1", AddressPools.natPool("::FFFF:10.0.0.1", new String[0]));
        assertEquals("10.1.0.1", AddressPools.asWritten("10.1.0.1", POOLS));
        assertNull(AddressPools.natPool(null, POOLS));
    }

    @Property
    void putsTwoAddressesTogetherIfTheyShareThePrefix(
            @ForAll @Size(4) byte[] one, @ForAll @Size(4) byte[] other, @ForAll @IntRange(max = 32) int bits)
            throws UnknownHostException {
        int mask = bits == 0 ? 0 : -1 << 32 - bits;
        int network = number(one) & mask;
        String[] pools = {text(network) + "/" + bits};

        String pool = AddressPools.natPool(text(number(one)), pools);

        assertEquals(bits == 32 ? text(network) : pools[0], pool);
        boolean together = AddressPools.natPool(text(number(other)), pools).equals(pool);
        assertEquals((number(other) & mask) == network, together);
        assertEquals(
                together,
                AddressPools.natPool("::ffff:" + text(number(other)), pools).equals(pool));
    }

    private static int number(byte[] bytes) {
        return java.nio.ByteBuffer.wrap(bytes).getInt();
    }

    private static String text(int number) throws UnknownHostException {
        return InetAddress.getByAddress(
                        java.nio.ByteBuffer.allocate(4).putInt(number).array())
                .getHostAddress();
    }

    @Test
    void saysWhatIsNoRange() {
        for (String good :
                new String[] {"10.0.0.0/8", "10.1.2.3", "2001:db8::/48", "::1", "0.0.0.0/0", "::ffff:10.0.0.0/104"}) {
            assertNull(AddressPools.wrong(good), good);
        }
        assertEquals("'10.0.0.1/8' has bits behind its prefix; expected 10.0.0.0/8", AddressPools.wrong("10.0.0.1/8"));
        assertEquals(
                "'2001:db8::1/48' has bits behind its prefix; expected 2001:db8::/48",
                AddressPools.wrong("2001:db8::1/48"));
        for (String bad :
                new String[] {"", "10.0.0.0/33", "10.0.0/24", "/8", "10.*", "host", "10.0.0.1-5", "10.0.0.0/255.0.0.0"
                }) {
            assertEquals(
                    "'" + bad
                            + "' is neither an address nor a range; expected a form like 198.51.100.0/24 or 2001:db8::/48",
                    AddressPools.wrong(bad));
        }
    }
}
