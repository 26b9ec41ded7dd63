package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompileExceptionItem;
import com.espertech.esper.compiler.internal.util.CompilerVersion;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.engine.window.KeyedWindowForge;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiles detections, several at a time, or takes them from the cache. */
final class RuleCompiler {
    private static final Logger LOG = LoggerFactory.getLogger(RuleCompiler.class);

    private final Catalog catalog;
    private final Functions functions;
    private final Configuration configuration;
    private final CompileCache cache;
    private final Lists lists;

    private final Guards guards;

    RuleCompiler(
            Catalog catalog,
            Functions functions,
            Lists lists,
            Configuration configuration,
            CompileCache cache,
            Guards guards) {
        this.guards = guards;
        this.lists = lists;
        this.catalog = catalog;
        this.functions = functions;
        this.configuration = configuration;
        this.cache = cache;
    }

    /**
     * Compiles all files, and fails with all that is wrong in them.
     *
     * @param known rules of the same tables that were compiled before and need not be again
     * @throws RulesException if one does not compile
     */
    List<CompiledRule> compile(List<EplFile> files, List<CompiledRule> known) throws RulesException {
        List<List<EplProblem>> problems = files.stream()
                .map(file -> (List<EplProblem>) new ArrayList<EplProblem>())
                .toList();
        List<Optional<CompiledRule>> compiled = IntStream.range(0, files.size())
                .boxed()
                .parallel()
                .map(n -> compile(files.get(n), known, problems.get(n)))
                .toList();
        List<EplProblem> all = problems.stream().flatMap(List::stream).collect(Collectors.toCollection(ArrayList::new));
        sameIds(compiled, all);
        if (!all.isEmpty()) {
            throw new RulesException(all);
        }
        return compiled.stream().map(Optional::orElseThrow).toList();
    }

    /**
     * What a rule should say about itself beyond what it needs to run; empty too if the file cannot be read, which
     * {@link #compile} reports.
     */
    List<EplProblem> lint(EplFile file) {
        List<EplProblem> unread = new ArrayList<>();
        RuleText text = new RuleReader(catalog, functions, configuration, guards).read(file, unread);
        return text == null ? List.of() : RuleLint.problems(file, text.statements(), catalog);
    }

    private static void sameIds(List<Optional<CompiledRule>> compiled, List<EplProblem> problems) {
        java.util.Map<String, String> files = new java.util.HashMap<>();
        compiled.stream().flatMap(Optional::stream).map(CompiledRule::rule).forEach(rule -> {
            String other = files.put(rule.detection().id(), rule.file());
            if (other != null) {
                problems.add(new EplProblem(
                        rule.file(), 1, 0, "the id " + rule.detection().id() + " is that of " + other + " too"));
            }
        });
    }

    private Optional<CompiledRule> compile(EplFile file, List<CompiledRule> known, List<EplProblem> problems) {
        String key = key(file);
        Optional<CompiledRule> same = known.stream()
                .filter(rule -> rule.key().equals(key) && rule.rule().file().equals(file.name()))
                .findFirst();
        if (same.isPresent()) {
            return same;
        }
        RuleText text = new RuleReader(catalog, functions, configuration, guards).read(file, problems);
        if (text == null) {
            return Optional.empty();
        }
        List<Table> tables =
                text.subscriptions().stream().map(Subscription::table).toList();
        Rule rule = new Rule(file.name(), text.detection(), tables);
        return compiled(text, key, problems)
                .map(module -> new CompiledRule(rule, key, text.subscriptions(), text.inserts(), module));
    }

    private String key(EplFile file) {
        String tables = catalog.tables().stream()
                .map(table -> table.name() + table.columns())
                .collect(Collectors.joining());
        return CompileCache.key(
                CompilerVersion.COMPILER_VERSION,
                // What is compiled on one version of Java may call what an older one does not have.
                String.valueOf(Runtime.version().feature()),
                tables,
                EsperConfiguration.constants(catalog).toString(),
                functions.signature(),
                KeyedWindowForge.signature(),
                lists.mentionedIn(file.text()),
                file.text());
    }

    private Optional<EPCompiled> compiled(RuleText text, String key, List<EplProblem> problems) {
        EplFile file = text.file();
        Optional<EPCompiled> known = cache.get(key).filter(compiled -> isSafe(text, compiled));
        if (known.isPresent()) {
            return known;
        }
        try {
            EPCompiled fresh = Epl.COMPILER.compile(Epl.module(file, problems), new CompilerArguments(configuration));
            problems.addAll(Safety.ofBytecode(file, text.statements(), fresh));
            if (problems.isEmpty()) {
                cache.put(key, fresh);
                return Optional.of(fresh);
            }
        } catch (EPCompileException wrong) {
            problems.addAll(problems(file, wrong));
        } catch (StackOverflowError deep) {
            problems.add(new EplProblem(file.name(), 1, 0, Epl.TOO_DEEP));
        }
        return Optional.empty();
    }

    /** What lies in a cache's folder may have been put there by somebody else. */
    private static boolean isSafe(RuleText text, EPCompiled cached) {
        List<EplProblem> problems = Safety.ofBytecode(text.file(), text.statements(), cached);
        if (!problems.isEmpty()) {
            LOG.warn(
                    "the cache holds something else for {}; compiling again: {}",
                    text.file().name(),
                    problems);
        }
        return problems.isEmpty();
    }

    private static List<EplProblem> problems(EplFile file, EPCompileException wrong) {
        if (wrong.getItems() == null || wrong.getItems().isEmpty()) {
            return List.of(new EplProblem(file.name(), 1, 0, wrong.getMessage()));
        }
        List<EplProblem> problems = new ArrayList<>();
        for (EPCompileExceptionItem item : wrong.getItems()) {
            // The exception has the statement on one line; its place is found in the text as it was written.
            problems.add(Epl.module(file, problems).getItems().stream()
                    .filter(statement -> statement.getLineNumber() == item.getLineNumber())
                    .findFirst()
                    .map(statement -> Epl.problem(file, statement, item.getMessage()))
                    .orElseGet(() -> new EplProblem(file.name(), item.getLineNumber(), 0, item.getMessage())));
        }
        return problems;
    }
}
