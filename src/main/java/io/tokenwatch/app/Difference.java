package io.tokenwatch.app;

import io.tokenwatch.event.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where two values differ.
 *
 * @param path which member it is, such as {@code row.TokenUseCount}
 * @param before the one value as JSON; null if it is not there
 * @param after the other value as JSON; null if it is not there
 */
public record Difference(String path, String before, String after) {
    /** All differences of two objects as JSON has them: maps, lists, texts, numbers, booleans and null. */
    static List<Difference> between(Map<?, ?> before, Map<?, ?> after) {
        List<Difference> differences = new ArrayList<>();
        members("", before, after, differences);
        return differences;
    }

    private static void members(String path, Map<?, ?> before, Map<?, ?> after, List<Difference> differences) {
        Set<String> names = new TreeSet<>();
        before.keySet().forEach(name -> names.add(String.valueOf(name)));
        after.keySet().forEach(name -> names.add(String.valueOf(name)));
        for (String name : names) {
            String inner = path.isEmpty() ? name : path + "." + name;
            if (before.containsKey(name) && after.containsKey(name)) {
                values(inner, before.get(name), after.get(name), differences);
            } else {
                differences.add(new Difference(
                        inner,
                        before.containsKey(name) ? JsonText.of(before.get(name)) : null,
                        after.containsKey(name) ? JsonText.of(after.get(name)) : null));
            }
        }
    }

    private static void values(String path, Object before, Object after, List<Difference> differences) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
            members(path, a, b, differences);
        } else if (before instanceof List<?> a && after instanceof List<?> b && areObjects(a) && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                values(path + "[" + i + "]", a.get(i), b.get(i), differences);
            }
        } else {
            differences.add(new Difference(path, JsonText.of(before), JsonText.of(after)));
        }
    }

    private static boolean areObjects(List<?> list) {
        return list.stream().allMatch(Map.class::isInstance);
    }

    /** As a test says it. */
    String expectedAndActual() {
        if (before == null) {
            return path + " not expected but was " + after;
        }
        return path + " expected " + before + (after == null ? " but is not there" : " but was " + after);
    }

    /** As its JSON object's members. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("column", path);
        map.put("old", before);
        map.put("new", after);
        return map;
    }
}
