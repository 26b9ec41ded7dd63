package io.tokenwatch.bench.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A user's tokens in other hands: sign-ins of one hour, as {@code user-thefts.csv} lists them. */
final class UserThefts {
    private static final long LONGEST = 30 * Times.MINUTE;

    private final Plan plan;
    private final Tenant tenant;
    private final Rows rows;
    private final Seeded random;
    private final Thefts thefts;
    private final Choices scenarios = Choices.of("user-thefts");
    private final Choices agents = Choices.of("user-agents");
    private final Choices resources = Choices.of("resources");
    private final Times times = new Times();
    private int victims;

    UserThefts(Plan plan, Tenant tenant, Rows rows, Seeded random, Thefts thefts) {
        this.plan = plan;
        this.tenant = tenant;
        this.rows = rows;
        this.random = random;
        this.thefts = thefts;
    }

    /** Plants one between two times. */
    void begin(long from, long end) {
        Choice scenario = scenarios.pick(random);
        long hour = from - from % Times.HOUR;
        long[] when = random(
                from, Math.min(Math.min(hour + Times.HOUR, end), from + LONGEST), scenario.between("rows", random));
        Theft theft = new Theft(scenario, hour, when.length);
        for (long ticks : when) {
            thefts.schedule(ticks, theft);
        }
    }

    private long[] random(long from, long end, int count) {
        long[] when = new long[count];
        for (int i = 0; i < count; i++) {
            when[i] = from + Math.floorMod(random.next(), end - from);
        }
        Arrays.sort(when);
        return when;
    }

    private final class Theft implements Thefts.RowOf {
        private final Choice scenario;
        private final long hour;
        private final int last;
        private final User victim;
        private final List<Address> addresses = new ArrayList<>();
        private final List<Choice> used;
        private final Map<String, byte[]> instead = new HashMap<>();
        private int row;
        private int decidedBy;

        Theft(Choice scenario, long hour, int count) {
            this.scenario = scenario;
            this.hour = hour;
            this.last = count;
            // Users of the background have smaller numbers.
            this.victim = tenant.user(plan.users() + victims++);
            for (int n = scenario.between("addresses", random); n > 0; n--) {
                addresses.add(tenant.elsewhere(random));
            }
            this.used = resources
                    .where("passes", scenario.text("passing"))
                    .pick(scenario.between("resources", random), random);
            if (!scenario.text("column").isEmpty()) {
                instead.put(scenario.text("column"), Choice.utf8(scenario.text("value")));
            }
        }

        @Override
        public void write(long ticks) throws IOException {
            Choice agent = agents.where("kind", scenario.text("agents")).pick(random);
            int place = row++;
            boolean silent = scenario.text("indicator").isEmpty();
            if (!silent && row == scenario.number("decided")) {
                decidedBy = rows.written();
            }
            rows.userSignIn(
                    ticks,
                    List.of(
                            victim.columns(),
                            addresses.get(place % addresses.size()).columns(),
                            agent.columns(),
                            used.get(place % used.size()).columns(),
                            Background.application(random),
                            Background.WEAK.all().get(0).columns(),
                            Background.SUCCESS.columns(),
                            instead));
            if (row == last && !silent) {
                thefts.add(new Planted(scenario.text("detection"), key(), outcome(), decidedBy));
            }
        }

        private Map<String, Object> key() {
            return Map.of(
                    "TimeGenerated",
                    new String(times.iso(hour), StandardCharsets.US_ASCII),
                    "UserPrincipalName",
                    victim.name());
        }

        private Map<String, Object> outcome() {
            return Map.of(
                    "TokenUseCount",
                    row,
                    "UniqueResources",
                    used.size(),
                    "UniqueIPs",
                    (int) addresses.stream().map(Address::text).distinct().count(),
                    "RiskIndicator",
                    scenario.text("indicator"));
        }
    }
}
