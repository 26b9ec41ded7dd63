package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.tokenwatch.alert.ToldAlert;

/**
 * Of one alert that both halves of a split cluster told, the telling with the higher revision stays. Whoever owns the
 * alert's rows then tells it once more if that is not how it is.
 *
 * <p>Worked: one half told ada's alert with 12 sign-ins, the other with 14 of which 12 are the same, both as revision
 * 2. Who receives both cannot tell which is right, so the owner tells it with 14 as revision 3. Had the second been
 * revision 3 already, nothing would be told.
 */
final class NewerAlert implements SplitBrainMergePolicy<ToldAlert, MergingValue<ToldAlert>, Object> {
    @Override
    public Object merge(MergingValue<ToldAlert> merging, MergingValue<ToldAlert> existing) {
        return of(
                merging == null ? null : merging.getDeserializedValue(),
                existing == null ? null : existing.getDeserializedValue());
    }

    /** The telling that stays; either may be null, which is none. */
    static ToldAlert of(ToldAlert theirs, ToldAlert ours) {
        if (theirs == null || ours == null) {
            return theirs == null ? ours : theirs;
        }
        if (theirs.revision() != ours.revision()) {
            return theirs.revision() > ours.revision() ? theirs : ours;
        }
        return theirs.status() == ours.status() && theirs.content().equals(ours.content())
                ? theirs
                : theirs.contradicted();
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
