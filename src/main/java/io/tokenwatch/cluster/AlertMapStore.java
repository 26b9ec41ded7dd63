package io.tokenwatch.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.MapLoaderLifecycleSupport;
import com.hazelcast.map.MapStore;
import io.tokenwatch.alert.ToldAlert;
import io.tokenwatch.store.Store;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Brings the tellings of alerts to the database and back. In the database an alert's id is followed by the number of
 * its partition, such as {@code T1528-0123456789abcdef@17}.
 */
final class AlertMapStore implements MapStore<AlertKey, ToldAlert>, MapLoaderLifecycleSupport {
    private static final char AT = '@';

    private final Store store;
    private Partitions partitions;
    private Map<AlertKey, ToldAlert> loading = Map.of();

    AlertMapStore(Store store) {
        this.store = store;
    }

    @Override
    public void init(HazelcastInstance hazelcast, Properties properties, String mapName) {
        partitions = new Partitions(hazelcast);
    }

    @Override
    public void destroy() {
        // the store is closed by whoever opened it
    }

    private String id(AlertKey key) {
        return key.id() + AT + partitions.ofAnchor(key.anchor());
    }

    private static ToldAlert named(ToldAlert alert, String id) {
        return new ToldAlert(
                id, alert.detection(), alert.status(), alert.revision(), alert.at(), alert.content(), alert.json());
    }

    @Override
    public void store(AlertKey key, ToldAlert value) {
        store.putAlerts(List.of(named(value, id(key))));
    }

    @Override
    public void storeAll(Map<AlertKey, ToldAlert> all) {
        store.putAlerts(all.entrySet().stream()
                .map(one -> named(one.getValue(), id(one.getKey())))
                .toList());
    }

    @Override
    public void delete(AlertKey key) {
        store.deleteAlerts(List.of(id(key)));
    }

    @Override
    public void deleteAll(Collection<AlertKey> keys) {
        store.deleteAlerts(keys.stream().map(this::id).toList());
    }

    /** All that is in the database is in the map; what is not in the map is not there. */
    @Override
    public ToldAlert load(AlertKey key) {
        return null;
    }

    @Override
    public synchronized Map<AlertKey, ToldAlert> loadAll(Collection<AlertKey> keys) {
        if (loading.isEmpty()) {
            loading = all();
        }
        Map<AlertKey, ToldAlert> found = new HashMap<>();
        for (AlertKey key : keys) {
            ToldAlert told = loading.get(key);
            if (told != null) {
                found.put(key, told);
            }
        }
        return found;
    }

    @Override
    public synchronized Iterable<AlertKey> loadAllKeys() {
        loading = all();
        return List.copyOf(loading.keySet());
    }

    private Map<AlertKey, ToldAlert> all() {
        return stored(store, partitions);
    }

    /** What is in the database. */
    static Map<AlertKey, ToldAlert> stored(Store store, Partitions partitions) {
        Map<AlertKey, ToldAlert> all = new HashMap<>();
        store.alerts().forEach((id, told) -> {
            int at = id.lastIndexOf(AT);
            if (at > 0) {
                int partition = Integer.parseInt(id.substring(at + 1));
                AlertKey key = new AlertKey(id.substring(0, at), partitions.anchor(partition));
                all.put(key, named(told, key.id()));
            }
        });
        return all;
    }
}
