package io.tokenwatch.event;

import java.util.List;

/**
 * One column of a table.
 *
 * @param name the Log Analytics name, such as {@code UserPrincipalName}
 * @param type its type
 * @param paths where its value is looked for in a record, first present wins: names joined by dots from the record's
 *     root, the column's own name first
 */
public record Column(String name, ColumnType type, List<String> paths) {

    /**
     * The column with the paths that follow from its name: {@code Name}, {@code properties.name}, {@code name}, and the
     * name in lower case.
     */
    public static Column named(String name, ColumnType type) {
        String camel = camelCase(name);
        return new Column(
                name, type, List.of(name, "properties." + camel, camel, camel.toLowerCase(java.util.Locale.ROOT)));
    }

    /**
     * The camelCase form of a column name as raw records spell it: the leading capitals turn small, but for the last of
     * several that begins a word. {@code UserAgent} becomes {@code userAgent}, {@code IPAddress} {@code ipAddress},
     * {@code Id} {@code id}, {@code AADTenantId} {@code aadTenantId}.
     */
    static String camelCase(String name) {
        int capitals = 0;
        while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
            capitals++;
        }
        int small = capitals > 1 && capitals < name.length() ? capitals - 1 : capitals;
        return name.substring(0, small).toLowerCase(java.util.Locale.ROOT) + name.substring(small);
    }
}
