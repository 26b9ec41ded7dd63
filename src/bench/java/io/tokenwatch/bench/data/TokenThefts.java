package io.tokenwatch.bench.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A program's token in other hands: a sign-in and Graph calls, as {@code token-thefts.csv} lists them. */
final class TokenThefts {
    private static final long LONGEST = 45 * Times.MINUTE;

    private final Plan plan;
    private final Tenant tenant;
    private final Rows rows;
    private final Seeded random;
    private final Thefts thefts;
    private final Choices scenarios = Choices.of("token-thefts");
    private final Choices statuses = Choices.of("graph-statuses");
    private int victims;

    TokenThefts(Plan plan, Tenant tenant, Rows rows, Seeded random, Thefts thefts) {
        this.plan = plan;
        this.tenant = tenant;
        this.rows = rows;
        this.random = random;
        this.thefts = thefts;
    }

    /** Plants one between two times. */
    void begin(long from, long end) {
        Theft theft = new Theft(scenarios.pick(random));
        long until = Math.min(end, from + LONGEST);
        long span = until - from;
        boolean callsFirst = theft.scenario.yes("first");
        thefts.schedule(callsFirst ? until : from, theft::signIn);
        for (int i = 0; i < theft.calls; i++) {
            thefts.schedule(from + 1 + Math.floorMod(random.next(), span - 1), theft::call);
        }
    }

    private final class Theft {
        private final Choice scenario;
        private final int calls;
        private final Principal victim;
        private final Address signsInFrom;
        private final Address callsFrom;
        private final Choices answers;
        private final Guid id;
        private int rowsWritten;
        private int decidedBy;

        Theft(Choice scenario) {
            this.scenario = scenario;
            this.calls = scenario.between("calls", random);
            String table = scenario.text("table");
            // Principals of the background have smaller numbers.
            this.victim = tenant.principal(table, Math.max(plan.principals(), plan.identities()) + victims++);
            this.signsInFrom = victim.callsFrom();
            this.callsFrom = scenario.yes("elsewhere") ? tenant.elsewhere(random) : signsInFrom;
            this.answers = statuses.where("passes", scenario.text("passing"));
            this.id = Guid.of(random);
        }

        void signIn(long ticks) throws IOException {
            decide();
            rows.principalSignIn(ticks, victim, id, List.of(signsInFrom.columns(), Background.SUCCESS.columns()));
            tell();
        }

        void call(long ticks) throws IOException {
            decide();
            rows.graphCall(
                    ticks,
                    id.token(),
                    List.of(
                            victim.caller(),
                            callsFrom.columns(),
                            answers.pick(random).columns()));
            tell();
        }

        /** Either the first call decides, or the sign-in after all calls. */
        private void decide() {
            if (rowsWritten++ == (scenario.yes("first") ? calls : 1)) {
                decidedBy = rows.written();
            }
        }

        private void tell() {
            if (rowsWritten == calls + 1 && scenario.yes("elsewhere") && scenario.yes("passing")) {
                Map<String, Object> key =
                        Map.of("ServicePrincipalName", victim.name(), "ActivityIPAddress", callsFrom.text());
                Map<String, Object> outcome = Map.of("SigninInIPAddress", signsInFrom.text(), "count", calls);
                thefts.add(new Planted(scenario.text("detection"), key, outcome, decidedBy));
            }
        }
    }
}
