package io.tokenwatch.engine.safety;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The list {@code calls.txt}: which classes, methods and fields the byte code of a rule may use. */
final class AllowedCalls {
    private final Map<String, Set<String>> members = new HashMap<>();
    private final List<String> allowed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /** Classes that were asked for; the classes that Esper generates name the same ones again and again. */
    private final Map<String, Boolean> judged = new ConcurrentHashMap<>();

    AllowedCalls(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                members.put(
                        line.substring(0, colon),
                        Set.of(line.substring(colon + 1).strip().split(" +")));
            } else if (line.startsWith("!")) {
                refused.add(line.substring(1));
            } else {
                allowed.add(line);
            }
        }
    }

    /** @param owner a class by its binary name, such as {@code java.util.Map$Entry} */
    boolean allows(String owner, String member) {
        Set<String> known = members.get(owner);
        return known != null ? known.contains(member) : wholly(owner);
    }

    /** Whether a class may be named at all, for a cast or as a constant. */
    boolean knows(String type) {
        return members.containsKey(type) || wholly(type);
    }

    private boolean wholly(String type) {
        return judged.computeIfAbsent(
                type,
                t -> allowed.stream().anyMatch(entry -> covers(entry, t))
                        && refused.stream().noneMatch(entry -> covers(entry, t)));
    }

    private static boolean covers(String entry, String type) {
        return entry.endsWith("*")
                ? type.startsWith(entry.substring(0, entry.length() - 1))
                : type.equals(entry) || type.startsWith(entry + "$");
    }
}
