package io.tokenwatch.event;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Points in time as Kusto keeps them: 100-nanosecond ticks, here counted from 1970-01-01T00:00Z, as a {@code long}.
 *
 * <p>Source: Kusto's {@code datetime}. Worked: 2024-05-01T10:59:59.9999999Z is 17145611999999999 ticks, and
 * {@code bin(…, 1h)} of it is 17145576000000000, which is 10:00.
 */
public final class Ticks {
    /** Ticks in a millisecond, a second, a minute and an hour. */
    public static final long PER_MILLI = 10_000L;

    public static final long PER_SECOND = 10_000_000L;
    public static final long PER_MINUTE = 60 * PER_SECOND;
    public static final long PER_HOUR = 60 * PER_MINUTE;

    /** What {@link #parse} returns for a text that is not a time. */
    public static final long NONE = Long.MIN_VALUE;

    /** By month; the 29th of February is left to those who look at the year. */
    private static final int[] DAYS_OF_ALL_YEARS = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private static final long FIRST_OF_YEAR_1 = -621_355_968_000_000_000L;
    private static final long LAST_OF_YEAR_9999 = 2_534_023_007_999_999_999L;

    private Ticks() {}

    /** Rounds down to a multiple of {@code size} ticks, as Kusto's {@code bin()} does; also before 1970. */
    public static long bin(long ticks, long size) {
        return Math.floorDiv(ticks, size) * size;
    }

    /** Milliseconds since 1970, rounded down. */
    public static long toMillis(long ticks) {
        return Math.floorDiv(ticks, PER_MILLI);
    }

    /** Ticks of milliseconds since 1970. */
    public static long ofMillis(long millis) {
        return millis * PER_MILLI;
    }

    /** UTC in ISO form with seven digits, as Log Analytics writes it: {@code 2024-05-01T10:59:59.9999999Z}. */
    public static String toIso(long ticks) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(ticks, PER_SECOND), 0, ZoneOffset.UTC);
        char[] text = "0000-00-00T00:00:00.0000000Z".toCharArray();
        digits(text, 0, 4, time.getYear());
        digits(text, 5, 2, time.getMonthValue());
        digits(text, 8, 2, time.getDayOfMonth());
        digits(text, 11, 2, time.getHour());
        digits(text, 14, 2, time.getMinute());
        digits(text, 17, 2, time.getSecond());
        digits(text, 20, 7, (int) Math.floorMod(ticks, PER_SECOND));
        return new String(text);
    }

    private static void digits(char[] text, int at, int count, int value) {
        for (int i = at + count - 1; i >= at; i--, value /= 10) {
            text[i] = (char) ('0' + value % 10);
        }
    }

    /**
     * Reads a time: ISO ({@code 2024-05-01T10:20:30.1234567Z}, also with a blank for the T, without fraction or
     * seconds, with an offset or without, which means UTC), or the US form of the portal's exports ({@code 4/28/2021,
     * 2:08:45.221 PM}, also without comma and in 24 hours). Digits beyond the seventh are cut.
     *
     * @return ticks, or {@link #NONE} if the text is not a time between the years 1 and 9999
     */
    public static long parse(String text) {
        TimeText in = new TimeText(text);
        long ticks = text.indexOf('/') > 0 ? in.usForm() : in.isoForm();
        return in.failed() || ticks < FIRST_OF_YEAR_1 || ticks > LAST_OF_YEAR_9999 ? NONE : ticks;
    }

    /**
     * Reads a time in the form that logs write, {@code 2024-05-01T10:20:30.1234567Z} with up to seven digits of a
     * fraction or none, from its ASCII bytes.
     *
     * @return ticks, or {@link #NONE} if the text is not of that form, though it may be a time for
     *     {@link #parse(String)}
     */
    static long parse(byte[] text, int from, int to) {
        int length = to - from;
        if (length < 20
                || length > 28
                || length == 21
                || text[to - 1] != 'Z'
                || text[from + 4] != '-'
                || text[from + 7] != '-'
                || text[from + 10] != 'T'
                || text[from + 13] != ':'
                || text[from + 16] != ':'
                || length > 20 && text[from + 19] != '.') {
            return NONE;
        }
        int year = digits(text, from, from + 4);
        int month = digits(text, from + 5, from + 7);
        int day = digits(text, from + 8, from + 10);
        int hour = digits(text, from + 11, from + 13);
        int minute = digits(text, from + 14, from + 16);
        int second = digits(text, from + 17, from + 19);
        int fraction = length == 20 ? 0 : digits(text, from + 20, to - 1);
        if ((year | month | day | hour | minute | second | fraction) < 0
                || year < 1
                || month < 1
                || month > 12
                || day < 1
                || day > DAYS_OF_ALL_YEARS[month]
                || hour > 23
                || minute > 59
                || second > 59) {
            return NONE;
        }
        for (int i = length; i < 28; i++) {
            fraction *= i == 20 ? 1 : 10;
        }
        return epochDay(year, month, day) * 24 * PER_HOUR
                + hour * PER_HOUR
                + minute * PER_MINUTE
                + second * PER_SECOND
                + fraction;
    }

    /** A number of digits; negative if something else stands there. */
    private static int digits(byte[] text, int from, int to) {
        int value = 0;
        int wrong = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            wrong |= digit | 9 - digit;
            value = value * 10 + digit;
        }
        return wrong < 0 ? -1 : value;
    }

    /** Days since 1970-01-01 in the Gregorian calendar, counted in years that begin with March. */
    private static long epochDay(int year, int month, int day) {
        int y = month > 2 ? year : year - 1;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return y * 365L + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
    }

    /** A text that is read from left to right; once something does not fit, it has failed for good. */
    private static final class TimeText {
        private final String text;
        private final int length;
        private int at;
        private boolean failed;

        TimeText(String text) {
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) <= ' ') {
                end--;
            }
            while (at < end && text.charAt(at) <= ' ') {
                at++;
            }
            this.text = text;
            this.length = end;
        }

        boolean failed() {
            return failed || at != length;
        }

        long isoForm() {
            int year = number(4, 4);
            expect('-');
            int month = number(2, 2);
            expect('-');
            int day = number(2, 2);
            if (at == length) {
                return ticks(year, month, day, 0);
            }
            if (!accept('T') && !accept('t')) {
                expect(' ');
            }
            return ticks(year, month, day, timeOfDay(2)) - offset();
        }

        long usForm() {
            int month = number(1, 2);
            expect('/');
            int day = number(1, 2);
            expect('/');
            int year = number(4, 4);
            accept(',');
            if (at == length) {
                return ticks(year, month, day, 0);
            }
            expect(' ');
            return ticks(year, month, day, halfDay(timeOfDay(1))) - offset();
        }

        /** Hours, minutes, and if given seconds and a fraction, as ticks of the day. */
        private long timeOfDay(int leastHourDigits) {
            int hour = number(leastHourDigits, 2);
            expect(':');
            int minute = number(2, 2);
            int second = accept(':') ? number(2, 2) : 0;
            long fraction = accept('.') || accept(',') ? fraction() : 0;
            failed |= hour > 23 || minute > 59 || second > 59;
            return hour * PER_HOUR + minute * PER_MINUTE + second * PER_SECOND + fraction;
        }

        private long fraction() {
            long ticks = 0;
            int digits = 0;
            for (; at < length && isDigit(text.charAt(at)); at++, digits++) {
                if (digits < 7) {
                    ticks = ticks * 10 + text.charAt(at) - '0';
                }
            }
            failed |= digits == 0;
            for (; digits < 7; digits++) {
                ticks *= 10;
            }
            return ticks;
        }

        private long halfDay(long ofDay) {
            int mark = at;
            if (!accept(' ') && !accept('\u202f')) {
                return ofDay;
            }
            boolean am = accept('A') || accept('a');
            boolean pm = !am && (accept('P') || accept('p'));
            if (!am && !pm) {
                at = mark;
                return ofDay;
            }
            failed |= !accept('M') && !accept('m');
            long hour = ofDay / PER_HOUR;
            failed |= hour < 1 || hour > 12;
            return ofDay - (hour == 12 ? 12 * PER_HOUR : 0) + (pm ? 12 * PER_HOUR : 0);
        }

        /** Z, ±hh:mm, ±hhmm, ±hh or nothing. */
        private long offset() {
            accept(' ');
            if (at == length || accept('Z') || accept('z')) {
                return 0;
            }
            int sign = accept('-') ? -1 : 1;
            if (sign > 0) {
                expect('+');
            }
            int hours = number(2, 2);
            accept(':');
            int minutes = at < length ? number(2, 2) : 0;
            failed |= hours > 14 || minutes > 59;
            return sign * (hours * PER_HOUR + minutes * PER_MINUTE);
        }

        private long ticks(int year, int month, int day, long ofDay) {
            if (failed
                    || year < 1
                    || month < 1
                    || month > 12
                    || day < 1
                    || day > 31
                    || (day > 28 && !exists(year, month, day))) {
                failed = true;
                return 0;
            }
            return LocalDate.of(year, month, day).toEpochDay() * 24 * PER_HOUR + ofDay;
        }

        private static boolean exists(int year, int month, int day) {
            return day <= java.time.YearMonth.of(year, month).lengthOfMonth();
        }

        private int number(int least, int most) {
            int value = 0;
            int from = at;
            while (at < length && at - from < most && isDigit(text.charAt(at))) {
                value = value * 10 + text.charAt(at++) - '0';
            }
            failed |= at - from < least;
            return value;
        }

        private boolean accept(char c) {
            if (at < length && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            failed |= !accept(c);
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
