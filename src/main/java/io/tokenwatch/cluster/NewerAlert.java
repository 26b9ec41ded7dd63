package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.tokenwatch.alert.ToldAlert;

/**
 * Of one alert that both halves of a split cluster told, the telling with the higher revision stays; of equal ones that
 * of the smaller half. Whoever owns the alert's rows then tells it once more if that is not how it is.
 */
final class NewerAlert implements SplitBrainMergePolicy<ToldAlert, MergingValue<ToldAlert>, Object> {
    @Override
    public Object merge(MergingValue<ToldAlert> merging, MergingValue<ToldAlert> existing) {
        ToldAlert theirs = merging == null ? null : merging.getDeserializedValue();
        ToldAlert ours = existing == null ? null : existing.getDeserializedValue();
        if (theirs == null || ours == null) {
            return theirs == null ? ours : theirs;
        }
        return theirs.revision() >= ours.revision() ? theirs : ours;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // it has no state
    }

    @Override
    public void readData(ObjectDataInput in) {
        // it has no state
    }
}
