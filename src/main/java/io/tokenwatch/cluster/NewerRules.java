package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;

/** Of rules that both halves of a split cluster edited, those with the higher version stay. */
final class NewerRules implements SplitBrainMergePolicy<RuleFiles, MergingValue<RuleFiles>, Object> {
    @Override
    public Object merge(MergingValue<RuleFiles> merging, MergingValue<RuleFiles> existing) {
        RuleFiles theirs = merging == null ? null : merging.getDeserializedValue();
        RuleFiles ours = existing == null ? null : existing.getDeserializedValue();
        if (theirs == null || ours == null) {
            return theirs == null ? ours : theirs;
        }
        return theirs.version() > ours.version() ? theirs : ours;
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
