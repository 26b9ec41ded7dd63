package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypeTest {
    @ParameterizedTest
    @CsvSource({
        "string, STRING",
        "dynamic, DYNAMIC",
        "int, INT",
        "long, LONG",
        "real, REAL",
        "double, REAL",
        "bool, BOOL",
        "boolean, BOOL",
        "datetime, DATETIME",
        "DateTime, DATETIME"
    })
    void isCalledAsASchemaWritesIt(String name, ColumnType type) {
        assertEquals(type, ColumnType.named(name));
    }

    @Test
    void namesAnUnknownTypeAndTheKnownOnes() {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> ColumnType.named("varchar"));

        assertEquals(
                "unknown column type 'varchar'; expected one of string, dynamic, int, long, real, bool, datetime",
                wrong.getMessage());
    }

    @ParameterizedTest
    @EnumSource(names = {"STRING", "DYNAMIC"})
    void holdsNoNullInTexts(ColumnType type) {
        assertEquals("", type.store(null));
        assertEquals("", type.store(""));
        assertEquals(" x ", type.store(" x "));
    }

    @ParameterizedTest
    @EnumSource(names = {"INT", "LONG", "REAL", "BOOL", "DATETIME"})
    void holdsNullWhereATextDoesNotFit(ColumnType type) {
        assertNull(type.store(null));
        assertNull(type.store(""));
        assertNull(type.store("OK"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 200",
        "200.0, 200",
        "' 200 ', 200",
        "-5, -5",
        "+7, 7",
        "007, 7",
        "2147483647, 2147483647",
        "-2147483648, -2147483648"
    })
    void holdsWholeNumbers(String text, int number) {
        assertEquals(number, ColumnType.INT.store(text));
        assertEquals((long) number, ColumnType.LONG.store(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "-2147483649", "999999999999999999"})
    void holdsLongNumbersInLongColumnsOnly(String text) {
        assertNull(ColumnType.INT.store(text));
        assertEquals(Long.parseLong(text), ColumnType.LONG.store(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "-", "+", "0x10", "1.", ".0", "1 2", "1999999999999999999999999999"})
    void takesOtherTextsForNoWholeNumber(String text) {
        assertNull(ColumnType.INT.store(text));
        assertNull(ColumnType.LONG.store(text));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "-1e3, -1000", "7, 7"})
    void holdsRealNumbers(String text, double number) {
        assertEquals(number, ColumnType.REAL.store(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999", "NaN", "Infinity", "-Infinity", "one"})
    void takesOtherTextsForNoRealNumber(String text) {
        assertNull(ColumnType.REAL.store(text));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "1, true", "false, false", "FALSE, false", "0, false"})
    void holdsTruth(String text, boolean truth) {
        assertEquals(truth, ColumnType.BOOL.store(text));
    }

    @Test
    void holdsTimesAsTicks() {
        assertEquals(Ticks.parse("2024-05-01"), ColumnType.DATETIME.store("5/1/2024"));
    }

    @Property
    void holdsAnyTextAsAValueOfItsClassOrAsNone(@ForAll ColumnType type, @ForAll String text) {
        Object value = type.store(text);
        if (value != null) {
            assertInstanceOf(type.javaType(), value);
        }
    }

    @Property
    void readsEveryNumberThatJavaWrites(@ForAll int number, @ForAll double real) {
        assertEquals(number, ColumnType.INT.store(String.valueOf(number)));
        assertEquals(real, ColumnType.REAL.store(String.valueOf(real)));
    }
}
