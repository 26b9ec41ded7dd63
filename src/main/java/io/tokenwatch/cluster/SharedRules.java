package io.tokenwatch.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import io.tokenwatch.store.Store;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that all members run. An edit is tried on every member first, and becomes theirs only if all of them can
 * run it. Members that come later take it over. Safe to share.
 */
final class SharedRules {
    private static final Logger LOG = LoggerFactory.getLogger(SharedRules.class);
    private static final String CURRENT = "current";
    private static final String DOCUMENT = "rules";
    private static final String TRIALS = "tokenwatch.rules.trials";
    private static final String TRIAL = "tokenwatch.rules.trial";
    private static final long LONGEST_TRIAL_SECONDS = 30;

    private final HazelcastInstance hazelcast;
    private final IMap<String, RuleFiles> current;
    private final Store store;

    /** @param store where they are kept over a stop of all members, or null */
    SharedRules(HazelcastInstance hazelcast, IMap<String, RuleFiles> current, Store store) {
        this.hazelcast = hazelcast;
        this.current = current;
        this.store = store;
    }

    /** Tells what is wrong with rules; null if nothing is. */
    @FunctionalInterface
    interface Trial {
        String of(RuleFiles files);
    }

    /** How this member tries the others' edits. */
    void tryWith(Trial trial) {
        hazelcast.getUserContext().put(TRIAL, trial);
    }

    /** What the members run; null if nothing was said yet. */
    RuleFiles current() {
        return current.get(CURRENT);
    }

    /** What they ran before all of them were stopped; null if that is not known. */
    RuleFiles remembered() {
        byte[] kept = store == null ? null : store.document(DOCUMENT);
        return kept == null ? null : RuleFiles.of(kept);
    }

    /** Says what the members run, unless that was said already; gives what they run. */
    RuleFiles begin(RuleFiles own) {
        RuleFiles first = own.version() == 0 ? own.as(1) : own;
        RuleFiles known = current.putIfAbsent(CURRENT, first);
        if (known == null) {
            remember(first);
        }
        return known == null ? first : known;
    }

    /** Says what this member runs, if the others know nothing newer: what they knew may be lost. */
    void sayAgain(RuleFiles running) {
        RuleFiles known = current.putIfAbsent(CURRENT, running);
        if (known != null && known.version() < running.version()) {
            current.replace(CURRENT, known, running);
        }
    }

    private void remember(RuleFiles files) {
        if (store != null) {
            store.putDocument(DOCUMENT, files.toBytes());
        }
    }

    /** Has all other members try an edit, while this one does. */
    Proposal propose(RuleFiles edited) {
        Map<Member, Future<String>> trials = new LinkedHashMap<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            if (!member.localMember()) {
                trials.put(member, hazelcast.getExecutorService(TRIALS).submitToMember(new TrialTask(edited), member));
            }
        }
        return new Proposal(edited, trials);
    }

    /** An edit that the other members try. */
    final class Proposal {
        private final RuleFiles edited;
        private final Map<Member, Future<String>> trials;

        private Proposal(RuleFiles edited, Map<Member, Future<String>> trials) {
            this.edited = edited;
            this.trials = trials;
        }

        /**
         * Makes the edit everyone's, if all members can run it.
         *
         * @return what is wrong with it, by the member's address; empty if it is everyone's now
         * @throws IllegalStateException if another edit came first
         */
        Map<String, String> complete(RuleFiles running) throws InterruptedException {
            Map<String, String> refusals = new LinkedHashMap<>();
            for (Map.Entry<Member, Future<String>> one : trials.entrySet()) {
                String address = one.getKey().getAddress().toString();
                try {
                    String wrong = one.getValue().get(LONGEST_TRIAL_SECONDS, TimeUnit.SECONDS);
                    if (wrong != null) {
                        refusals.put(address, wrong);
                    }
                } catch (ExecutionException | TimeoutException gone) {
                    // A member that cannot be asked does not hold the others up; it takes over what they run.
                    LOG.warn("{} could not try the edited rules: {}", address, gone.toString());
                }
            }
            if (refusals.isEmpty()) {
                RuleFiles next = edited.as(running.version() + 1);
                if (current.replace(CURRENT, running, next)) {
                    remember(next);
                } else if (!edited.sameFiles(current())) {
                    throw new IllegalStateException("another edit of the rules came first");
                }
            }
            return refusals;
        }
    }

    /** Has a member try rules. */
    static final class TrialTask implements Callable<String>, HazelcastInstanceAware, java.io.Serializable {
        private static final long serialVersionUID = 1;

        private final transient RuleFiles files;
        private transient HazelcastInstance hazelcast;

        TrialTask(RuleFiles files) {
            this.files = files;
        }

        @Override
        public void setHazelcastInstance(HazelcastInstance instance) {
            hazelcast = instance;
        }

        @Override
        public String call() {
            Trial trial = (Trial) hazelcast.getUserContext().get(TRIAL);
            return trial == null ? null : trial.of(files);
        }

        /** How Hazelcast writes it. */
        static final class Serializer implements StreamSerializer<TrialTask> {
            @Override
            public int getTypeId() {
                return SerialTypes.PREPARE_RULES;
            }

            @Override
            public void write(ObjectDataOutput out, TrialTask task) throws IOException {
                out.writeByteArray(task.files.toBytes());
            }

            @Override
            public TrialTask read(ObjectDataInput in) throws IOException {
                return new TrialTask(RuleFiles.of(in.readByteArray()));
            }
        }
    }
}
