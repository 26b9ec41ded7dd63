package io.tokenwatch.alert;

import io.tokenwatch.lane.Watermarks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Alerts that were told and stand for others with the same key that begin soon after them. Not safe to share.
 *
 * <p>Worked, for a key and a time of an hour: the alert that begins at 10:00 is told. One of 10:40 is not, nor one of
 * 11:00. One of 11:10 is told, and stands for those that begin until 12:10. One of 9:50 that comes late is told too.
 */
final class Suppressions {
    private static final int MOST_TOLD_OF_A_KEY = 1000;

    private final Suppression.Rules rules;
    private final Map<List<Object>, TreeMap<Long, String>> told;

    /** @param most how many keys are remembered */
    Suppressions(Suppression.Rules rules, int most) {
        this.rules = rules;
        this.told = new Recent<>(most);
    }

    /** A map that forgets the key that was put first when it holds too many. */
    static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        private final int most;

        Recent(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    /** The id of the alert that stands for another one; null if that is to be told. */
    String standsFor(Alert alert) {
        Suppression suppression = rules.of(alert);
        if (suppression == null) {
            return null;
        }
        TreeMap<Long, String> before = told.get(key(alert, suppression));
        Map.Entry<Long, String> last = before == null ? null : before.floorEntry(alert.firstEvent());
        return last != null
                        && !last.getValue().equals(alert.id())
                        && alert.firstEvent() - last.getKey() <= Watermarks.ticks(suppression.time())
                ? last.getValue()
                : null;
    }

    /** An alert is told for the first time. */
    void told(Alert alert) {
        Suppression suppression = rules.of(alert);
        if (suppression != null) {
            List<Object> key = key(alert, suppression);
            TreeMap<Long, String> ofKey = told.remove(key);
            ofKey = ofKey == null ? new TreeMap<>() : ofKey;
            ofKey.putIfAbsent(alert.firstEvent(), alert.id());
            if (ofKey.size() > MOST_TOLD_OF_A_KEY) {
                ofKey.pollFirstEntry();
            }
            told.put(key, ofKey);
        }
    }

    private static List<Object> key(Alert alert, Suppression suppression) {
        return List.of(alert.detection().id(), suppression.key());
    }
}
