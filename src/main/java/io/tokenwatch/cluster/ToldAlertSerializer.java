package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.ToldAlert;
import java.io.IOException;
import java.time.Instant;

/** How Hazelcast writes how an alert was told. */
final class ToldAlertSerializer implements StreamSerializer<ToldAlert> {
    @Override
    public int getTypeId() {
        return SerialTypes.TOLD_ALERT;
    }

    @Override
    public void write(ObjectDataOutput out, ToldAlert told) throws IOException {
        out.writeString(told.id());
        out.writeString(told.detection());
        out.writeString(told.status().name());
        out.writeInt(told.revision());
        out.writeLong(told.at().toEpochMilli());
        out.writeString(told.content());
        out.writeString(told.json());
    }

    @Override
    public ToldAlert read(ObjectDataInput in) throws IOException {
        return new ToldAlert(
                in.readString(),
                in.readString(),
                Status.valueOf(in.readString()),
                in.readInt(),
                Instant.ofEpochMilli(in.readLong()),
                in.readString(),
                in.readString());
    }
}
