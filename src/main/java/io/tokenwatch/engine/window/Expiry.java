package io.tokenwatch.engine.window;

import java.util.TreeMap;

/** Places by the minute in which their time comes. Not safe to share. */
final class Expiry {
    private static final long MINUTE_MILLIS = 60_000;
    private static final int KNOWN = 256;

    private final Places<?> places;
    private final TreeMap<Long, Minute> minutes = new TreeMap<>();

    /** Minutes that rows came for lately: nearly every row is for one of them. */
    private final Minute[] known = new Minute[KNOWN];

    private Minute first;

    private static final class Minute {
        private final long number;
        private int first;

        Minute(long number) {
            this.number = number;
        }
    }

    Expiry(Places<?> places) {
        this.places = places;
    }

    /** @param until when its time comes, in milliseconds; not before the minute of a time that was asked for */
    void add(int place, long until) {
        long number = Math.floorDiv(until, MINUTE_MILLIS);
        Minute minute = known[(int) number & KNOWN - 1];
        if (minute == null || minute.number != number) {
            minute = minutes.computeIfAbsent(number, Minute::new);
            known[(int) number & KNOWN - 1] = minute;
            first = first == null || number < first.number ? minute : first;
        }
        places.set(place, Places.LATER, minute.first);
        minute.first = place;
    }

    /** A place whose minute is over, which is told once; 0 if there is none. */
    int next(long now) {
        while (first != null && now >= (first.number + 1) * MINUTE_MILLIS) {
            int place = first.first;
            if (place != 0) {
                first.first = places.get(place, Places.LATER);
                return place;
            }
            minutes.remove(first.number);
            first = minutes.isEmpty() ? null : minutes.firstEntry().getValue();
        }
        return 0;
    }
}
