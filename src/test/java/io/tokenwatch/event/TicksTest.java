package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-05-01T10:20:30.1234567Z        | 2024-05-01T10:20:30.1234567Z",
                "2024-05-01T10:20:30.1234567         | 2024-05-01T10:20:30.1234567Z",
                "2024-05-01t10:20:30z                | 2024-05-01T10:20:30.0000000Z",
                "2024-05-01 10:20:30                 | 2024-05-01T10:20:30.0000000Z",
                "2024-05-01T10:20:30 Z               | 2024-05-01T10:20:30.0000000Z",
                "2024-05-01T10:20                    | 2024-05-01T10:20:00.0000000Z",
                "2024-05-01                          | 2024-05-01T00:00:00.0000000Z",
                "2024-05-01T10:20:30.12Z             | 2024-05-01T10:20:30.1200000Z",
                "2024-05-01T10:20:30,123Z            | 2024-05-01T10:20:30.1230000Z",
                "2024-05-01T10:20:30.123456Z         | 2024-05-01T10:20:30.1234560Z",
                "2024-05-01T10:20:30.12345678Z       | 2024-05-01T10:20:30.1234567Z",
                "2024-05-01T10:20:30.123456789Z      | 2024-05-01T10:20:30.1234567Z",
                "2024-05-01T10:20:30.99999999999999Z | 2024-05-01T10:20:30.9999999Z",
                "2024-05-01T10:20:30+02:00           | 2024-05-01T08:20:30.0000000Z",
                "2024-05-01T10:20:30.5-09:30         | 2024-05-01T19:50:30.5000000Z",
                "2024-05-01T10:20:30+0200            | 2024-05-01T08:20:30.0000000Z",
                "2024-05-01T10:20:30+02              | 2024-05-01T08:20:30.0000000Z",
                "2024-05-01T10:20:30.123 +00:00      | 2024-05-01T10:20:30.1230000Z",
                "2024-05-01T23:30:00-01:00           | 2024-05-02T00:30:00.0000000Z",
                "2024-01-01T00:30:00+14:00           | 2023-12-31T10:30:00.0000000Z",
            })
    void readsIsoForms(String text, String iso) {
        assertEquals(iso, Ticks.toIso(Ticks.parse(text)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4/28/2021, 2:08:45.221 PM      | 2021-04-28T14:08:45.2210000Z",
                "4/28/2021, 2:08:45 am          | 2021-04-28T02:08:45.0000000Z",
                "4/28/2021 2:08:45 PM           | 2021-04-28T14:08:45.0000000Z",
                "4/28/2021 2:08 PM              | 2021-04-28T14:08:00.0000000Z",
                "4/28/2021 2:08:45\u202fPM      | 2021-04-28T14:08:45.0000000Z",
                "4/28/2021 12:00:00 AM          | 2021-04-28T00:00:00.0000000Z",
                "4/28/2021 12:00:00 PM          | 2021-04-28T12:00:00.0000000Z",
                "04/08/2021 14:08:45            | 2021-04-08T14:08:45.0000000Z",
                "4/8/2021 0:08:45               | 2021-04-08T00:08:45.0000000Z",
                "4/8/2021 2:08:45 PM +02:00     | 2021-04-08T12:08:45.0000000Z",
                "4/8/2021 14:08:45 -07:00       | 2021-04-08T21:08:45.0000000Z",
                "4/8/2021 14:08:45.1234567+01:00| 2021-04-08T13:08:45.1234567Z",
                "12/31/2021                     | 2021-12-31T00:00:00.0000000Z",
                "2/29/2024, 1:00:00 PM          | 2024-02-29T13:00:00.0000000Z",
            })
    void readsFormsOfTheUnitedStates(String text, String iso) {
        assertEquals(iso, Ticks.toIso(Ticks.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" 2024-05-01T10:20:30Z", "2024-05-01T10:20:30Z\r", "\t2024-05-01T10:20:30Z  "})
    void overlooksBlanksAround(String text) {
        assertEquals("2024-05-01T10:20:30.0000000Z", Ticks.toIso(Ticks.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-29", "2000-02-29", "2/29/2024", "2023-01-31", "2023-04-30", "2023-12-31"})
    void knowsLastDaysOfMonths(String text) {
        assertNotEquals(Ticks.NONE, Ticks.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29",
                "1900-02-29",
                "2/29/2023",
                "2023-02-30",
                "2023-04-31",
                "2023-01-32",
                "2023-00-10",
                "2023-13-01",
                "2023-01-00",
                "13/1/2023",
                "0/1/2023"
            })
    void refusesDatesThatAreNotThere(String text) {
        assertEquals(Ticks.NONE, Ticks.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-01-01T24:00:00Z",
                "2023-01-01T23:60:00Z",
                "2023-01-01T23:59:60Z",
                "1/1/2023 13:00:00 PM",
                "1/1/2023 0:30:00 AM",
                "2023-01-01T10:00:00+15:00",
                "2023-01-01T10:00:00+01:60"
            })
    void refusesTimesOfDayThatAreNotThere(String text) {
        assertEquals(Ticks.NONE, Ticks.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterday",
                "20230101",
                "1682675325",
                "2023-1-1",
                "23-01-01",
                "2023/01/01",
                "1/1/23",
                "2023-01-01T",
                "2023-01-01T10",
                "2023-01-01T1:00:00Z",
                "2023-01-01T10:00:00.",
                "2023-01-01T10:00:00.Z",
                "2023-01-01T10:00:00ZZ",
                "2023-01-01T10:00:00 UTC",
                "2023-01-01T10:00:00+1",
                "2023-01-01T10:00:00Z and more",
                "2023-01-01X10:00:00Z",
                "-2023-01-01",
                "+12023-01-01",
                "12023-01-01",
                "1/1/2023 2:00:00 XM",
                "/1/2023",
                "null"
            })
    void refusesOtherTexts(String text) {
        assertEquals(Ticks.NONE, Ticks.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.0000000Z",
        "0001-01-01T01:00:00+01:00, 0001-01-01T00:00:00.0000000Z",
        "9999-12-31T23:59:59.9999999Z, 9999-12-31T23:59:59.9999999Z",
        "1/1/0001, 0001-01-01T00:00:00.0000000Z",
    })
    void readsTheYears1To9999(String text, String iso) {
        assertEquals(iso, Ticks.toIso(Ticks.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-12-31T23:59:59Z", "0001-01-01T00:30:00+01:00", "9999-12-31T23:30:00-01:00"})
    void refusesTimesBeforeAndBehindTheYears1To9999(String text) {
        assertEquals(Ticks.NONE, Ticks.parse(text));
    }

    @Test
    void countsTicksAsTheWorkedExampleSays() {
        long ticks = Ticks.parse("2024-05-01T10:59:59.9999999Z");

        assertEquals(17145611999999999L, ticks);
        assertEquals(17145576000000000L, Ticks.bin(ticks, Ticks.PER_HOUR));
    }

    @Test
    void roundsDownBefore1970Too() {
        long ticks = Ticks.parse("1969-12-31T23:59:59.9999999Z");

        assertEquals(-1, ticks);
        assertEquals(-Ticks.PER_HOUR, Ticks.bin(ticks, Ticks.PER_HOUR));
        assertEquals(-1, Ticks.toMillis(ticks));
    }

    @Test
    void turnsMillisecondsIntoTicksAndBack() {
        Instant moment = Instant.parse("2024-05-01T10:20:30.123Z");

        assertEquals("2024-05-01T10:20:30.1230000Z", Ticks.toIso(Ticks.ofMillis(moment.toEpochMilli())));
        assertEquals(moment.toEpochMilli(), Ticks.toMillis(Ticks.parse(moment.toString()) + 9_999));
    }
}
