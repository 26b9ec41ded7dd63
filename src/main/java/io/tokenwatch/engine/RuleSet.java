package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Columns;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.Subscriptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All rules of a folder, compiled: what lanes run and what the router asks. Immutable and safe to share. */
public final class RuleSet implements Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(RuleSet.class);
    private static final int MOST_BITS = Long.SIZE;

    private final Catalog catalog;
    private final Configuration configuration;
    private final Lists lists;
    private final List<CompiledRule> rules;
    private final RowExpression[][] wanted;
    private final RowExpression[][] keys;
    private final int[][] numbers;
    private final Columns[] columns;

    private RuleSet(Catalog catalog, Configuration configuration, Lists lists, List<CompiledRule> rules) {
        this.catalog = catalog;
        this.configuration = configuration;
        this.lists = lists;
        this.rules = List.copyOf(rules);
        int tables = catalog.tables().size();
        this.wanted = new RowExpression[tables][];
        this.keys = new RowExpression[tables][];
        this.numbers = new int[tables][];
        this.columns = new Columns[tables];
        for (Table table : catalog.tables()) {
            subscribe(table);
        }
    }

    private void subscribe(Table table) {
        List<Subscription> subscriptions = new ArrayList<>();
        List<Integer> readers = new ArrayList<>();
        for (CompiledRule rule : rules) {
            rule.subscriptions().stream().filter(s -> s.table() == table).forEach(subscription -> {
                subscriptions.add(subscription);
                readers.add(rules.indexOf(rule));
            });
        }
        if (subscriptions.size() > MOST_BITS) {
            throw new IllegalArgumentException(
                    table + " is read by " + subscriptions.size() + " rules; expected at most " + MOST_BITS);
        }
        columns[table.ordinal()] = ReadColumns.columns(table, subscriptions);
        wanted[table.ordinal()] =
                subscriptions.stream().map(Subscription::wanted).toArray(RowExpression[]::new);
        keys[table.ordinal()] = subscriptions.stream().map(Subscription::key).toArray(RowExpression[]::new);
        numbers[table.ordinal()] = readers.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Reads and compiles the rules of a folder.
     *
     * @param rulesDir the folder with {@code events/}, {@code detections/} and, if there are any, {@code lists/}
     * @param cacheDirs where compiled rules are looked for; new ones are kept in the first
     * @param running the rules that run: those that are the same are taken over from there; null if there are none
     * @throws RulesException if something in the files is wrong
     * @throws IOException if they cannot be read
     */
    public static RuleSet load(Path rulesDir, RuleOptions options, List<Path> cacheDirs, RuleSet running)
            throws RulesException, IOException {
        Catalog declared = Schemas.read(EplFile.in(rulesDir, EplFile.EVENTS));
        Catalog set = new Catalog(declared.tables().stream()
                .map(t -> options.keyed() ? t : t.unkeyed())
                .map(t -> t.with(
                        options.lateness().apply(t.name(), t.lateness()),
                        options.retention().apply(t.name(), t.retention())))
                .toList());
        boolean sameTables = running != null && running.catalog.same(set);
        Catalog catalog = sameTables ? running.catalog : set;
        Functions functions = new Functions(options.comparisons());
        Lists lists = lists(rulesDir, catalog);
        Configuration configuration = EsperConfiguration.of(catalog, functions, lists);
        RuleCompiler compiler = new RuleCompiler(
                catalog, functions, lists, configuration, new CompileCache(cacheDirs), options.guards());
        List<CompiledRule> rules =
                compiler.compile(EplFile.in(rulesDir, EplFile.DETECTIONS), sameTables ? running.rules : List.of());
        List<DetectionInfo> detections =
                rules.stream().map(rule -> rule.rule().detection()).toList();
        failOn(ExceptionFile.unknownDetections(lists.exceptions(), detections));
        ExceptionFile.unknownFields(lists.exceptions(), detections).forEach(doubt -> LOG.warn("{}", doubt));
        options.enabled().stream()
                .filter(id -> !id.equals(RuleOptions.ALL)
                        && detections.stream().noneMatch(known -> known.id().equals(id)))
                .forEach(id -> LOG.warn("there is no detection {} to enable", id));
        List<CompiledRule> enabled = rules.stream()
                .filter(rule -> rule.rule().detection().runs(options.enabled()))
                .toList();
        return new RuleSet(catalog, configuration, lists, enabled);
    }

    private static Lists lists(Path rulesDir, Catalog catalog) throws RulesException, IOException {
        List<EplProblem> problems = new ArrayList<>();
        Lists lists = Lists.read(rulesDir, problems);
        problems.addAll(lists.taken(catalog));
        failOn(problems);
        return lists;
    }

    private static void failOn(List<EplProblem> problems) throws RulesException {
        if (!problems.isEmpty()) {
            throw new RulesException(problems);
        }
    }

    /**
     * What the detections of a folder should say about themselves beyond what they need to run. Files that cannot be
     * read give nothing here; {@link #load} reports them.
     *
     * @throws RulesException if a schema is wrong
     * @throws IOException if the files cannot be read
     */
    public static List<EplProblem> lint(Path rulesDir) throws RulesException, IOException {
        Catalog catalog = Schemas.read(EplFile.in(rulesDir, EplFile.EVENTS));
        Functions functions = new Functions(Comparisons.TENANT);
        Lists lists = lists(rulesDir, catalog);
        Configuration configuration = EsperConfiguration.of(catalog, functions, lists);
        RuleCompiler compiler =
                new RuleCompiler(catalog, functions, lists, configuration, new CompileCache(List.of()), Guards.DEFAULT);
        return EplFile.in(rulesDir, EplFile.DETECTIONS).stream()
                .flatMap(file -> compiler.lint(file).stream())
                .toList();
    }

    public Catalog catalog() {
        return catalog;
    }

    /** The lists that the rules name, and the exceptions. */
    public Lists lists() {
        return lists;
    }

    /** The rules, by number. */
    public List<Rule> rules() {
        return rules.stream().map(CompiledRule::rule).toList();
    }

    /** By what each table's rows come together for a rule of these, as its EPL says it. */
    public Map<Table, String> keys(Rule rule) {
        Map<Table, String> keys = new LinkedHashMap<>();
        rules.stream()
                .filter(compiled -> compiled.rule().equals(rule))
                .flatMap(compiled -> compiled.subscriptions().stream())
                .forEach(subscription -> keys.put(subscription.table(), subscription.keyText()));
        return keys;
    }

    /**
     * The rules to be explained.
     *
     * @param files the detections' files that these rules were compiled from
     * @throws RulesException if one cannot be compiled so
     */
    public List<Explainer> explainers(List<EplFile> files) throws RulesException {
        List<Explainer> explainers = new ArrayList<>();
        for (Rule rule : rules()) {
            for (EplFile file : files) {
                if (file.name().equals(rule.file())) {
                    explainers.add(Explainer.of(rule, file, catalog, configuration));
                }
            }
        }
        return explainers;
    }

    /** The rules that are not in another set, or are not the same there. */
    public List<Rule> notIn(RuleSet other) {
        return rules.stream()
                .filter(rule -> !other.rules.contains(rule))
                .map(CompiledRule::rule)
                .toList();
    }

    /** What a lane does with these rules in place of those that it runs. */
    public RuleHeir heir(RuleLane running, Findings live, Findings rehearsed) {
        return new RuleHeir(rules, configuration, catalog, running, live, rehearsed);
    }

    /** What a lane does with these rules; made by the thread that starts the lane, used by the lane's thread. */
    public RuleLane lane(Findings findings) {
        return new RuleLane(
                rules.stream()
                        .map(rule -> new RuleRuntime(rule, configuration, catalog, findings).checked())
                        .toList(),
                findings);
    }

    @Override
    public long wanted(Table table, Object[] row) {
        RowExpression[] conditions = wanted[table.ordinal()];
        long bits = 0;
        for (int i = 0; i < conditions.length; i++) {
            if (conditions[i].test(row)) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    /** Whether a rule reads that table. */
    public boolean reads(Table table) {
        return wanted[table.ordinal()].length > 0;
    }

    @Override
    public Columns columns(Table table) {
        return columns[table.ordinal()];
    }

    @Override
    public int rule(Table table, int bit) {
        return numbers[table.ordinal()][bit];
    }

    @Override
    public int keyHash(Table table, int bit, Object[] row) {
        return Objects.hashCode(keys[table.ordinal()][bit].of(row));
    }
}
