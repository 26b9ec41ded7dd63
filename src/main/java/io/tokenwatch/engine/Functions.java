package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.configuration.compiler.ConfigurationCompilerPlugInAggregationMultiFunction;
import com.espertech.esper.common.client.configuration.compiler.ConfigurationCompilerPlugInSingleRowFunction.FilterOptimizable;
import com.espertech.esper.common.client.configuration.compiler.ConfigurationCompilerPlugInSingleRowFunction.ValueCache;
import io.tokenwatch.engine.function.AddressPools;
import io.tokenwatch.engine.function.Addresses;
import io.tokenwatch.engine.function.DistinctForge;
import io.tokenwatch.engine.function.Kql;
import io.tokenwatch.engine.function.Regexes;
import io.tokenwatch.engine.function.TokenIds;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The functions that rules may call, by the names that EPL knows them by. Immutable and safe to share. */
final class Functions {
    /** The name of the one that turns ticks into the milliseconds that windows ask for. */
    static final String MILLIS = "millis";

    /** Those that have an answer to whatever they are given; the others may throw. */
    private static final Set<String> TOTAL =
            Set.of("has_any", "equals_ci", "in_ci", "ip_address", "nat_pool", "token_id");

    private final Map<String, Method> methods = new TreeMap<>();

    Functions(Comparisons comparisons) {
        add("has_any", Kql.class, "hasAny");
        add("equals_ci", Kql.class, "equalsIgnoreCase");
        add("in_ci", Kql.class, "inIgnoreCase");
        add("bin", Kql.class, "bin");
        add("timespan", Kql.class, "timespan");
        add(MILLIS, Kql.class, "millis");
        add("json_member", Kql.class, "jsonMember");
        add("matches_regex", Regexes.class, "matches");
        add("ip_address", Addresses.class, address(comparisons));
        add("nat_pool", AddressPools.class, comparisons.natPools() ? "natPool" : "asWritten");
        add("token_id", TokenIds.class, comparisons.canonicalTokenIds() ? "canonical" : "asWritten");
    }

    private static String address(Comparisons comparisons) {
        if (comparisons.canonicalAddresses()) {
            return comparisons.emptyAddressIsNone() ? "canonicalOrNull" : "canonical";
        }
        return comparisons.emptyAddressIsNone() ? "asWrittenOrNull" : "asWritten";
    }

    private void add(String name, Class<?> owner, String method) {
        Method found = Arrays.stream(owner.getMethods())
                .filter(m -> m.getName().equals(method))
                .findFirst()
                .orElseThrow();
        methods.put(name, found);
    }

    /** Makes the functions known to Esper's compiler. */
    void addTo(Configuration configuration) {
        methods.forEach((name, method) -> configuration
                .getCompiler()
                .addPlugInSingleRowFunction(
                        name,
                        method.getDeclaringClass().getName(),
                        method.getName(),
                        name.equals("timespan") ? ValueCache.ENABLED : ValueCache.DISABLED,
                        FilterOptimizable.ENABLED,
                        true));
        configuration
                .getCompiler()
                .addPlugInAggregationMultiFunction(new ConfigurationCompilerPlugInAggregationMultiFunction(
                        DistinctForge.NAMES, DistinctForge.class.getName()));
    }

    /** The function of that name; null if there is none. */
    RowFunction named(String name) {
        Method method = methods.get(name);
        return method == null ? null : new RowFunction(method);
    }

    /** Whether a function has an answer to whatever it is given. */
    boolean isTotal(String name) {
        return TOTAL.contains(name);
    }

    /** The names of all functions and aggregations. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(methods.keySet());
        names.addAll(Arrays.asList(DistinctForge.NAMES));
        return names;
    }

    /** Names and signatures, which compiled rules depend on. */
    String signature() {
        return methods + " " + Arrays.toString(DistinctForge.NAMES);
    }
}
