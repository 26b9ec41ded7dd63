package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"IL\"}                   | IL",
                "  {\"b\":{\"a\":1},\"a\":\"IL\"} | IL",
                "{\"a\":17}                       | 17",
                "{\"a\":1.50}                     | 1.50",
                "{\"a\":true}                     | true",
                "{\"a\": {\"b\" : [1, 2]} }       | {\"b\":[1,2]}",
                "{\"a\":[ ]}                      | []",
                "{\"a\":\"\\u00e9\\n\"}           | `é\n`",
                "{\"a\":\"{\\\"b\\\":1}\"}        | {\"b\":1}",
                "{\"a\":1,\"a\":2}                | 2",
            })
    void givesAMemberAsText(String json, String member) {
        assertEquals(member, JsonText.member(json, "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "IL",
                "null",
                "17",
                "\"a\"",
                "[{\"a\":1}]",
                "{}",
                "{\"A\":\"IL\"}",
                "{\"a\":null}",
                "{\"a\":\"IL\"",
                "{\"a\":\"IL\"} {}",
                "{\"a\":\"IL\"}x",
                "{a:1}",
                "{\"b\":{\"a\":1}}"
            })
    void givesNothingWhereThereIsNoMember(String json) {
        assertEquals("", JsonText.member(json, "a"));
    }

    @Test
    void givesNothingOfNoText() {
        assertEquals("", JsonText.member(null, "a"));
    }

    @Test
    void writesOneLine() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a\n\"b\"");
        map.put("list", List.of(1, true));
        map.put("none", null);

        assertEquals("{\"text\":\"a\\n\\\"b\\\"\",\"list\":[1,true],\"none\":null}", JsonText.of(map));
    }

    @Property
    void isTheSameInUtf8(@ForAll String name, @ForAll String value, @ForAll long number) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(name, List.of(value, number));
        map.put("next", value);

        assertArrayEquals(JsonText.of(map).getBytes(StandardCharsets.UTF_8), JsonText.utf8(map));
    }

    /** JSON in UTF-8 cannot hold half of a surrogate pair but as an escape. */
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void losesNoHalfOfASurrogatePairInUtf8(@ForAll @IntRange(max = 20_000) int length, @ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("x".repeat(random.nextInt(200)));
            text.append(new String[] {"\uD83D", "\uDE00", "\uD83D\uDE00", "é", "—", "\""}[random.nextInt(6)]);
        }
        String value = text.toString();

        String json = new String(JsonText.utf8(Map.of("a", value)), StandardCharsets.UTF_8);

        assertEquals(value, JsonText.member(json, "a"));
    }

    @Property
    void readsWhatItWrites(@ForAll String name, @ForAll String value) {
        assertEquals(value, JsonText.member(JsonText.of(Map.of(name, value)), name));
    }

    @Property
    void takesAnyText(@ForAll String text) {
        JsonText.member("{" + text, "a");
    }
}
