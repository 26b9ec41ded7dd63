package io.tokenwatch.event;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables that are known, and how a record tells which of them it belongs to. Immutable and safe to share. */
public final class Catalog {
    private final List<Table> tables;
    private final Map<String, Table> byName = new HashMap<>();

    /**
     * @param tables in the order of their ordinals
     * @throws IllegalArgumentException if two tables have one name or category
     */
    public Catalog(List<Table> tables) {
        this.tables = List.copyOf(tables);
        for (Table table : tables) {
            put(table.name(), table);
            if (!table.category().isEmpty() && !table.category().equalsIgnoreCase(table.name())) {
                put(table.category(), table);
            }
        }
    }

    private void put(String name, Table table) {
        Table other = byName.put(name.toLowerCase(Locale.ROOT), table);
        if (other != null) {
            throw new IllegalArgumentException("tables " + other + " and " + table + " are both called " + name);
        }
    }

    /** Whether the other catalog has the same tables, with the same of everything. */
    public boolean same(Catalog other) {
        return tables.size() == other.tables.size()
                && tables.stream().allMatch(table -> table.same(other.tables.get(table.ordinal())));
    }

    public List<Table> tables() {
        return tables;
    }

    /** The table with that name or diagnostic-settings category, in any case; null if there is none. */
    public Table named(String nameOrCategory) {
        Table exact = byName.get(nameOrCategory);
        return exact != null ? exact : byName.get(nameOrCategory.toLowerCase(Locale.ROOT));
    }

    /**
     * The table whose name or category occurs in the name of a file, container or queue, the longest match; null if
     * none does. {@code insights-logs-noninteractiveusersigninlogs/…/PT1H.json} is a file of
     * AADNonInteractiveUserSignInLogs, although "signinlogs" occurs in it too.
     */
    public Table hinted(String sourceName) {
        String text = sourceName.toLowerCase(Locale.ROOT);
        String longest = byName.keySet().stream()
                .filter(text::contains)
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse(null);
        return longest == null ? null : byName.get(longest);
    }
}
