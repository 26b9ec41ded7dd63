package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "20.1.2.3",
                "20.1.2.3:443",
                " 20.1.2.3 ",
                "::ffff:20.1.2.3",
                "::FFFF:1401:203",
                "[::ffff:20.1.2.3]:443",
                "0:0:0:0:0:ffff:20.1.2.3"
            })
    void makesSpellingsOfAnIpv4AddressOne(String text) {
        assertEquals("20.1.2.3", Addresses.canonical(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001:db8::1",
                "2001:DB8:0:0::1",
                "2001:0db8:0000:0000:0000:0000:0000:0001",
                "2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:443",
                "[2001:db8::1]",
                "2001:db8::0.0.0.1"
            })
    void makesSpellingsOfAnIpv6AddressOne(String text) {
        assertEquals("2001:db8::1", Addresses.canonical(text));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::, ::",
        "0:0:0:0:0:0:0:1, ::1"
    })
    void writesIpv6AddressesAsRfc5952Says(String text, String canonical) {
        assertEquals(canonical, Addresses.canonical(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20.1.2",
                "20.1.2.3.4",
                "20.1.2.256",
                "20.1.2.3/24",
                "20.1.2.*",
                "20.1.2.1-3",
                "20.1.2.3:",
                "20.1.2.3:1234567",
                "20.1.2.3:x",
                "2001:db8::1/64",
                "2001:db8:::1",
                "2001:db8::1::2",
                "[2001:db8::1",
                "[2001:db8::1]x",
                "2001:db8::g",
                "1401:203",
                "335610371",
                "0x14010203",
                "unknown",
                "hidden",
                "*",
                "-",
                "localhost",
                "4)+k&C#VzJ4br>0wv%Yp",
                "20010db8000000000000000000000001",
                "1.2.3.4,5.6.7.8"
            })
    void leavesWhatIsNoAddressAsItIs(String text) {
        assertEquals(text, Addresses.canonical(text));
    }

    @Test
    void knowsNoAddressInNoText() {
        assertNull(Addresses.canonicalOrNull(null));
        assertNull(Addresses.canonicalOrNull(""));
        assertNull(Addresses.asWrittenOrNull(null));
        assertNull(Addresses.asWrittenOrNull(""));
        assertNull(Addresses.canonical(null));
        assertEquals("", Addresses.canonical(""));
        assertEquals("", Addresses.asWritten(""));
    }

    @Test
    void leavesAddressesAsWrittenWhereThatIsAskedFor() {
        assertEquals("::FFFF:20.1.2.3", Addresses.asWritten("::FFFF:20.1.2.3"));
        assertEquals("20.1.2.3:443", Addresses.asWrittenOrNull("20.1.2.3:443"));
        assertEquals("20.1.2.3", Addresses.canonicalOrNull("20.1.2.3:443"));
    }

    @Property
    void leavesPlainIpv4AddressesAsTheyAre(@ForAll @Size(4) byte[] bytes, @ForAll @IntRange(max = 65535) int port)
            throws UnknownHostException {
        String address = InetAddress.getByAddress(bytes).getHostAddress();

        assertEquals(address, Addresses.canonical(address));
        assertEquals(address, Addresses.canonical(address + ":" + port));
        assertEquals(address, Addresses.canonical("::ffff:" + address));
    }

    @Property
    void makesAllSpellingsOfAnyIpv6AddressOne(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        String address = InetAddress.getByAddress(bytes).getHostAddress();
        String canonical = Addresses.canonical(address);

        assertEquals(canonical, Addresses.canonical(canonical));
        assertEquals(canonical, Addresses.canonical(address.toUpperCase(java.util.Locale.ROOT)));
        assertEquals(canonical, Addresses.canonical("[" + address + "]:443"));
        assertEquals(InetAddress.getByName(address), InetAddress.getByName(canonical));
    }
}
