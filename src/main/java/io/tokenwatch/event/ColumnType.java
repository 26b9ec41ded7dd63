package io.tokenwatch.event;

import java.util.Locale;

/**
 * The scalar types of Log Analytics columns, with the conversions that happen when a value is stored in a column.
 *
 * <p>Source: Kusto scalar data types. A string is never null (missing is ""); a value that does not fit any other type
 * becomes null.
 */
public enum ColumnType {
    /** Text; JSON numbers and booleans become their text, objects and arrays their JSON text, missing becomes "". */
    STRING(String.class),
    /** JSON as text: an object, an array, or a plain value. Stored like {@link #STRING}. */
    DYNAMIC(String.class),
    /** 32-bit whole number, or null. */
    INT(Integer.class),
    /** 64-bit whole number, or null. */
    LONG(Long.class),
    /** Floating point number, or null. */
    REAL(Double.class),
    /** True, false, or null. */
    BOOL(Boolean.class),
    /** 100-nanosecond ticks since 1970-01-01T00:00Z as a {@code Long}, or null; see {@link Ticks}. */
    DATETIME(Long.class);

    private static final long NO_NUMBER = Long.MIN_VALUE;

    /** Status codes repeat; a row need not have its own. */
    private static final Integer[] SMALL = new Integer[1000];

    static {
        java.util.Arrays.setAll(SMALL, Integer::valueOf);
    }

    private final Class<?> javaType;

    ColumnType(Class<?> javaType) {
        this.javaType = javaType;
    }

    /** The class of a value of this type in a row. */
    public Class<?> javaType() {
        return javaType;
    }

    /**
     * The type of that name, as a schema writes it: {@code string, dynamic, int, long, real, bool, datetime} (and
     * Kusto's {@code double, boolean}).
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public static ColumnType named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "string" -> STRING;
            case "dynamic" -> DYNAMIC;
            case "int" -> INT;
            case "long" -> LONG;
            case "real", "double" -> REAL;
            case "bool", "boolean" -> BOOL;
            case "datetime" -> DATETIME;
            default ->
                throw new IllegalArgumentException("unknown column type '" + name
                        + "'; expected one of string, dynamic, int, long, real, bool, datetime");
        };
    }

    /**
     * Stores a text in a column of this type.
     *
     * @param text the value's text, or null for a missing value or JSON null
     * @return the value; for all types but the textual ones null when the text does not fit
     */
    public Object store(String text) {
        if (this == STRING || this == DYNAMIC) {
            return text == null ? "" : text;
        }
        if (text == null || text.isEmpty()) {
            return null;
        }
        return switch (this) {
            case INT -> {
                long whole = wholeNumber(text);
                yield whole == (int) whole ? boxed((int) whole) : null;
            }
            case LONG -> {
                long whole = wholeNumber(text);
                yield whole == NO_NUMBER ? null : (Object) whole;
            }
            case REAL -> realNumber(text);
            case BOOL -> bool(text);
            default -> {
                long ticks = Ticks.parse(text);
                yield ticks == Ticks.NONE ? null : (Object) ticks;
            }
        };
    }

    /**
     * Whole numbers, also as 200.0, by hand: a number parser would build a number of any length that a log line asks it
     * to.
     */
    private static long wholeNumber(String text) {
        String number = text.strip();
        int point = number.indexOf('.');
        if (point > 0 && number.substring(point).matches("\\.0+")) {
            number = number.substring(0, point);
        }
        int length = number.length();
        int start = length > 0 && (number.charAt(0) == '-' || number.charAt(0) == '+') ? 1 : 0;
        if (start == length || length - start > 18) {
            return NO_NUMBER;
        }
        long value = 0;
        for (int i = start; i < length; i++) {
            int digit = number.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NO_NUMBER;
            }
            value = value * 10 + digit;
        }
        return number.charAt(0) == '-' ? -value : value;
    }

    private static Integer boxed(int value) {
        return value >= 0 && value < SMALL.length ? SMALL[value] : (Integer) value;
    }

    private static Double realNumber(String text) {
        try {
            double value = text.length() > 64 ? Double.NaN : Double.parseDouble(text);
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static Boolean bool(String text) {
        if (text.equalsIgnoreCase("true") || text.equals("1")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") || text.equals("0") ? Boolean.FALSE : null;
    }
}
