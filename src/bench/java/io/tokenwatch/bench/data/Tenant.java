package io.tokenwatch.bench.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Who there is: each user and each service principal follows from the seed and a number. Not safe to share. */
final class Tenant {
    static final String SERVICE_PRINCIPALS = "AADServicePrincipalSignInLogs";
    static final String MANAGED_IDENTITIES = "AADManagedIdentitySignInLogs";

    private static final int USER = 1;
    private static final int PRINCIPAL = 2;
    private static final int TENANT = 3;
    private static final int OFFICES = 4;
    private static final int OFFICE_COUNT = 60;
    private static final int WEAK_PER_THOUSAND = 165;
    private static final int SCRIPTED_PER_THOUSAND = 60;
    private static final int REMEMBERED = 100_000;

    private final Plan plan;
    private final Map<String, byte[]> own;
    private final List<Address> offices;
    private final Map<Integer, User> users = new HashMap<>();
    private final Choices countries = Choices.of("countries");
    private final Choices given = Choices.of("given-names");
    private final Choices family = Choices.of("family-names");
    private final Choices devices = Choices.of("devices");
    private final Choices programs = Choices.of("service-principals");
    private final Choices clients = Choices.of("user-agents").where("kind", "client");
    private final Choices scripts = Choices.of("user-agents").where("kind", "script");
    private final Choices services = Choices.of("user-agents").where("kind", "service");
    private final Choices resources;

    Tenant(Plan plan) {
        this.plan = plan;
        Choices all = Choices.of("resources");
        this.resources = plan.fate() == Fate.KEPT ? all.where("passes", "yes") : all;
        this.own = Map.of("Tenant", Guid.of(new Seeded(plan.seed(), TENANT)).text());
        Seeded random = new Seeded(plan.seed(), OFFICES);
        this.offices = IntStream.range(0, OFFICE_COUNT)
                .mapToObj(n -> Address.of(countries.pick(random), random))
                .toList();
    }

    /** What all rows have in common. */
    Map<String, byte[]> columns() {
        return own;
    }

    /** The user of a number. */
    User user(int number) {
        if (users.size() > REMEMBERED) {
            users.clear();
        }
        return users.computeIfAbsent(number, n -> {
            Seeded random = new Seeded(plan.seed(), USER, n);
            boolean weak = random.chance(WEAK_PER_THOUSAND);
            return newUser(n, plan.fate() == Fate.ANY ? weak : plan.fate() == Fate.KEPT, random);
        });
    }

    private User newUser(int number, boolean weak, Seeded random) {
        Choice first = given.pick(random);
        Choice last = family.pick(random);
        String name = first.text("mail") + "." + last.text("mail") + number + "@contoso.com";
        byte[] id = Guid.of(random).text();
        Choice country = countries.pick(random);
        Address home = Address.of(country, random);
        List<Choice> agents = weak && random.chance(SCRIPTED_PER_THOUSAND)
                ? List.of(scripts.pick(random))
                : List.of(clients.pick(random), clients.pick(random), clients.pick(random));
        Map<String, byte[]> columns = new HashMap<>(devices.pick(random).columns());
        columns.put("UserDisplayName", Choice.utf8(first.text("name") + " " + last.text("name")));
        columns.put("UserPrincipalName", Choice.utf8(name));
        columns.put("UserId", id);
        columns.put("UserType", Choice.utf8(random.chance(40) ? "Guest" : "Member"));
        columns.put("DeviceId", Guid.of(random).text());
        columns.put("DeviceName", Choice.utf8("PC-" + number));
        Map<String, byte[]> caller = new HashMap<>(agents.get(0).columns());
        caller.put("UserId", quoted(id));
        caller.put("ServicePrincipalId", Choice.utf8("null"));
        caller.put("Roles", Choice.utf8("null"));
        caller.put("Scopes", quoted(Choice.utf8("email Mail.Read openid profile User.Read")));
        caller.put("ClientAuthMethod", Choice.utf8("0"));
        return new User(
                name,
                weak,
                columns,
                caller,
                weak
                        ? List.of(home)
                        : List.of(offices.get(random.below(OFFICE_COUNT)), home, Address.of(country, random)),
                agents,
                weak ? List.of(resources.pick(random), resources.pick(random)) : List.of());
    }

    /** The principal of a number and a table. */
    Principal principal(String table, int number) {
        Seeded random = new Seeded(plan.seed(), PRINCIPAL, table.length(), number);
        boolean managed = table.equals(MANAGED_IDENTITIES);
        Choice program = programs.pick(random);
        String name = (managed ? "mi-" : "") + program.text("name") + "-" + number;
        byte[] id = Guid.of(random).text();
        byte[] app = Guid.of(random).text();
        Address address = Address.of(countries.pick(random), random);
        Map<String, byte[]> columns = new HashMap<>();
        columns.put("AppId", app);
        columns.put("ServicePrincipalId", id);
        columns.put("ServicePrincipalName", Choice.utf8(name));
        columns.put(
                "CredentialKeyId", managed ? Choice.utf8("") : Guid.of(random).text());
        columns.put(
                "ResourceServicePrincipalId",
                Guid.of(new Seeded(plan.seed(), TENANT, 1)).text());
        Map<String, byte[]> caller = new HashMap<>(services.pick(random).columns());
        caller.put("AppId", app);
        caller.put("UserId", Choice.utf8("null"));
        caller.put("ServicePrincipalId", quoted(id));
        caller.put("Roles", quoted(program.columns().get("roles")));
        caller.put("Scopes", Choice.utf8("null"));
        caller.put("ClientAuthMethod", Choice.utf8(managed ? "2" : "1"));
        return new Principal(name, table, columns, caller, managed ? Address.none() : address, address);
    }

    /** An address that is nobody's. */
    Address elsewhere(Seeded random) {
        return Address.elsewhere(countries.pick(random), random);
    }

    private static byte[] quoted(byte[] text) {
        byte[] json = new byte[text.length + 2];
        json[0] = '"';
        System.arraycopy(text, 0, json, 1, text.length);
        json[json.length - 1] = '"';
        return json;
    }
}
