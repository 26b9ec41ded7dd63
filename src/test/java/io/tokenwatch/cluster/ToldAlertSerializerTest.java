package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.config.Config;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.ToldAlert;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ToldAlertSerializerTest {
    @Test
    void comesOverTheWireAsItWas() {
        Config config = new Config();
        config.getSerializationConfig()
                .addSerializerConfig(new SerializerConfig()
                        .setTypeClass(ToldAlert.class)
                        .setImplementation(new ToldAlertSerializer()));
        InternalSerializationService wire = new DefaultSerializationServiceBuilder()
                .setConfig(config.getSerializationConfig())
                .build();
        ToldAlert told =
                new ToldAlert("T1528-1", "T1528", Status.UPDATED, 3, Instant.ofEpochMilli(5), "digest", "{\"ä\":1}");

        assertEquals(told, wire.toObject(wire.toData(told)));
    }
}
