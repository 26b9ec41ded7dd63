package io.tokenwatch.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What the ids of a table have in common: the hour that they came in first, and the rules that have taken them. An id
 * needs to hold its group's number only, and an hour's ids are forgotten by forgetting its groups. Not safe to share.
 */
final class IdGroups {
    /** The number of no group. */
    static final int NONE = 0;

    private final List<Group> groups = new ArrayList<>();
    private final TreeMap<Long, List<Integer>> hours = new TreeMap<>();
    private final ArrayDeque<Integer> unused = new ArrayDeque<>();
    private int latest = NONE;
    private long ids;
    private long forgottenIds;

    /** Some ids of an hour. */
    private static final class Group {
        private final long hour;
        private final long takenBy;
        private long ids;
        private boolean forgotten;

        Group(long hour, long takenBy) {
            this.hour = hour;
            this.takenBy = takenBy;
        }
    }

    IdGroups() {
        groups.add(new Group(0, 0));
    }

    /**
     * Counts one id more in a group; makes the group if there is none.
     *
     * @param hour in ticks
     * @param takenBy a bit for each rule that has taken it
     * @return the group's number
     */
    int join(long hour, long takenBy) {
        Group group = groups.get(latest);
        if (latest == NONE || group.hour != hour || group.takenBy != takenBy) {
            latest = of(hour, takenBy);
            group = groups.get(latest);
        }
        group.ids++;
        ids++;
        return latest;
    }

    private int of(long hour, long takenBy) {
        List<Integer> ofHour = hours.computeIfAbsent(hour, h -> new ArrayList<>());
        for (int number : ofHour) {
            if (groups.get(number).takenBy == takenBy) {
                return number;
            }
        }
        int number = unused.isEmpty() ? groups.size() : unused.remove();
        if (number == groups.size()) {
            groups.add(null);
        }
        groups.set(number, new Group(hour, takenBy));
        ofHour.add(number);
        return number;
    }

    /** Counts one id less in a group. */
    void leave(int number) {
        Group group = groups.get(number);
        group.ids--;
        ids--;
        if (group.forgotten) {
            forgottenIds--;
            if (group.ids == 0) {
                unused.add(number);
            }
        }
    }

    long hour(int number) {
        return groups.get(number).hour;
    }

    long takenBy(int number) {
        return groups.get(number).takenBy;
    }

    boolean isForgotten(int number) {
        return groups.get(number).forgotten;
    }

    /**
     * Forgets the ids of that hour and those before.
     *
     * @return whether there were any
     */
    boolean forgetUpTo(long hour) {
        boolean any = false;
        while (!hours.isEmpty() && hours.firstKey() <= hour) {
            for (int number : hours.pollFirstEntry().getValue()) {
                forget(number);
            }
            any = true;
        }
        return any;
    }

    private void forget(int number) {
        Group group = groups.get(number);
        group.forgotten = true;
        forgottenIds += group.ids;
        latest = latest == number ? NONE : latest;
        if (group.ids == 0) {
            unused.add(number);
        }
    }

    /** Whether of the ids that are counted more are forgotten than not. */
    boolean mostAreForgotten() {
        return forgottenIds > ids - forgottenIds;
    }
}
