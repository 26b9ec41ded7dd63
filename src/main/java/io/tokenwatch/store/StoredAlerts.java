package io.tokenwatch.store;

import io.tokenwatch.alert.AlertLedger;
import io.tokenwatch.alert.ToldAlert;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ledger of one process alone, in its store; read once. Safe to share. */
final class StoredAlerts implements AlertLedger {
    private final Store store;
    /** More revisions than are told of an alert while the store does not hear of it. */
    private static final int REVISIONS_A_START = 100;

    private final Map<String, ToldAlert> alerts;
    private final int start;

    StoredAlerts(Store store) {
        this.store = store;
        this.alerts = new LinkedHashMap<>(store.alerts());
        this.start = (int) (store.countStart() - 1) * REVISIONS_A_START;
    }

    @Override
    public synchronized ToldAlert find(String id) {
        return alerts.get(id);
    }

    @Override
    public int start(String id) {
        return start;
    }

    @Override
    public synchronized void told(Collection<ToldAlert> told) {
        store.putAlerts(told);
        for (ToldAlert alert : told) {
            alerts.remove(alert.id());
            alerts.put(alert.id(), alert);
        }
    }

    @Override
    public synchronized void forgotten(Collection<String> ids) {
        List<String> known = ids.stream().filter(alerts::containsKey).toList();
        if (!known.isEmpty()) {
            store.deleteAlerts(known);
            known.forEach(alerts::remove);
        }
    }

    @Override
    public synchronized List<ToldAlert> all() {
        return new ArrayList<>(alerts.values());
    }
}
