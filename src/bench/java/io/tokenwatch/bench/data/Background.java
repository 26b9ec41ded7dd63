package io.tokenwatch.bench.data;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes on every day and is no theft: strong users sign in with a second factor from here and there, weak ones from
 * one address to two resources and at most so often in an hour; programs use their tokens where they got them.
 */
final class Background {
    private static final int WEAK_AN_HOUR = 8;
    private static final int FAILED_PER_THOUSAND = 70;
    private static final int DELEGATED_PER_THOUSAND = 600;
    private static final int MANAGED_PER_THOUSAND = 150;
    private static final int STRANGE = 4;

    private static final Choices POSTURES = Choices.of("postures");
    private static final Choices STRONG = POSTURES.where("passes", "no");
    private static final Choices FAILURES = Choices.of("failures");
    private static final Choices APPLICATIONS = Choices.of("applications");
    private static final Choices RESOURCES = Choices.of("resources");

    /** How a weak user signs in. */
    static final Choices WEAK = POSTURES.where("passes", "yes");

    /** The result of a sign-in that succeeds. */
    static final Choice SUCCESS = new Choice(Map.of("ResultType", "0", "ResultDescription", ""));

    private final Plan plan;
    private final Tenant tenant;
    private final Rows rows;
    private final Seeded random;
    private final Choices statuses;
    private final Map<String, Map<Integer, byte[]>> tokens = new HashMap<>();
    private final Map<Integer, Integer> weakUses = new HashMap<>();
    private final Map<String, Integer> turns = new HashMap<>();
    private long hour;

    Background(Plan plan, Tenant tenant, Rows rows, Seeded random) {
        this.plan = plan;
        this.tenant = tenant;
        this.rows = rows;
        this.random = random;
        this.statuses = statuses(plan.fate());
        tokens.put(Tenant.SERVICE_PRINCIPALS, new HashMap<>());
        tokens.put(Tenant.MANAGED_IDENTITIES, new HashMap<>());
    }

    private static Choices statuses(Fate fate) {
        Choices all = Choices.of("graph-statuses");
        return fate == Fate.ANY ? all : all.where("passes", fate == Fate.KEPT ? "yes" : "no");
    }

    /** The application that a sign-in or a call is made with. */
    static Map<String, byte[]> application(Seeded random) {
        return APPLICATIONS.pick(random).columns();
    }

    /** Writes one row. */
    void write(long ticks) throws IOException {
        int table = random.below(1000);
        if (table < plan.userSignIns()) {
            userSignIn(ticks);
        } else if (table < plan.userSignIns() + plan.graphCalls()) {
            graphCall(ticks);
        } else if (table < plan.userSignIns() + plan.graphCalls() + plan.principalSignIns()) {
            principalSignIn(ticks, Tenant.SERVICE_PRINCIPALS, plan.principals());
        } else {
            principalSignIn(ticks, Tenant.MANAGED_IDENTITIES, plan.identities());
        }
    }

    private void userSignIn(long ticks) throws IOException {
        User user = someUser(ticks);
        boolean failed = plan.fate() != Fate.KEPT && random.chance(FAILED_PER_THOUSAND);
        rows.userSignIn(
                ticks,
                List.of(
                        user.columns(),
                        any(user.addresses()).columns(),
                        any(user.agents()).columns(),
                        (user.weak() ? any(user.resources()) : RESOURCES.pick(random)).columns(),
                        application(random),
                        (user.weak() ? WEAK : STRONG).pick(random).columns(),
                        (failed ? FAILURES.pick(random) : SUCCESS).columns()));
    }

    /** A user who may still sign in this hour. */
    private User someUser(long ticks) {
        if (plan.everyoneOnce()) {
            return tenant.user(turn("users", plan.users()));
        }
        if (ticks / Times.HOUR != hour) {
            hour = ticks / Times.HOUR;
            weakUses.clear();
        }
        int number = random.skewedBelow(plan.users());
        while (tenant.user(number).weak() && weakUses.merge(number, 1, Integer::sum) > WEAK_AN_HOUR) {
            number = random.below(plan.users());
        }
        return tenant.user(number);
    }

    private int turn(String whose, int among) {
        return (turns.merge(whose, 1, Integer::sum) - 1) % among;
    }

    private void principalSignIn(long ticks, String table, int among) throws IOException {
        int number = turn(table, among);
        Principal principal = tenant.principal(table, number);
        Guid id = Guid.of(random);
        if (!plan.everyoneOnce()) {
            tokens.get(table).put(number, id.token());
        }
        rows.principalSignIn(
                ticks, principal, id, List.of(principal.signsInFrom().columns(), SUCCESS.columns()));
    }

    private void graphCall(long ticks) throws IOException {
        Map<String, byte[]> status = statuses.pick(random).columns();
        if (random.chance(DELEGATED_PER_THOUSAND)) {
            User user = tenant.user(random.skewedBelow(plan.users()));
            long itsHour = ticks / Times.HOUR;
            byte[] token = Guid.of(new Seeded(plan.seed(), itsHour, user.name().hashCode()))
                    .token();
            rows.graphCall(
                    ticks,
                    token,
                    List.of(
                            application(random),
                            user.caller(),
                            user.addresses().get(0).columns(),
                            status));
            return;
        }
        boolean managed = random.chance(MANAGED_PER_THOUSAND);
        String table = managed ? Tenant.MANAGED_IDENTITIES : Tenant.SERVICE_PRINCIPALS;
        int number = random.skewedBelow(managed ? plan.identities() : plan.principals());
        Principal principal = tenant.principal(table, number);
        byte[] token = tokens.get(table).get(number);
        if (token == null) {
            token = Guid.of(new Seeded(plan.seed(), STRANGE, number, table.length()))
                    .token();
        }
        rows.graphCall(
                ticks, token, List.of(principal.caller(), principal.callsFrom().columns(), status));
    }

    private <T> T any(List<T> list) {
        return list.get(random.below(list.size()));
    }
}
