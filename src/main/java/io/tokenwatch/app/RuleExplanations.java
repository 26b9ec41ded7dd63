package io.tokenwatch.app;

import io.tokenwatch.engine.EplFile;
import io.tokenwatch.engine.Explainer;
import io.tokenwatch.engine.Explanation;
import io.tokenwatch.engine.FedRow;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.engine.TokenKey;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Explains what rules make of rows. */
public final class RuleExplanations {
    private final Settings settings;
    private final TokenKey tokenKey;

    public RuleExplanations(Settings settings) {
        this.settings = settings;
        this.tokenKey = settings.tokenKey();
    }

    /** A row of a file. */
    private record Row(Table table, Object[] values) {}

    /**
     * Explains rows of a file.
     *
     * @param events the file
     * @param key only rows that a rule gathers by this key; null for all
     * @param context files and folders with further rows that count but are not explained
     * @param dead hears of rows that cannot be read
     * @return an explanation for each row and each rule that reads its table, in the order of the rows
     * @throws RulesException if the rules do not compile
     * @throws IOException if a file is not there or cannot be read
     */
    public List<Explanation> of(Path events, String key, List<Path> context, Consumer<DeadLetter> dead)
            throws RulesException, IOException {
        RuleSet rules = RuleLoading.all(settings);
        Set<Object> ids = new HashSet<>();
        List<Row> explained = rows(List.of(events), rules, ids, dead);
        List<Row> further = rows(context, rules, ids, dead);
        List<List<Explanation>> byRow = explained.stream()
                .map(row -> (List<Explanation>) new ArrayList<Explanation>())
                .toList();
        List<Explainer> explainers = rules.explainers(EplFile.in(settings.path(Setting.RULES_DIR), EplFile.DETECTIONS));
        try {
            for (Explainer explainer : explainers) {
                explain(explainer, explained, further, key, byRow);
            }
        } finally {
            explainers.forEach(Explainer::close);
        }
        return byRow.stream().flatMap(List::stream).toList();
    }

    private static void explain(
            Explainer explainer, List<Row> explained, List<Row> further, String key, List<List<Explanation>> byRow) {
        List<FedRow> fed = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < explained.size(); i++) {
            Row row = explained.get(i);
            if (explainer.rule().tables().contains(row.table())) {
                FedRow one = explainer.feed(row.table(), row.values());
                if (key == null || one.keys().stream().anyMatch(k -> key.equals(String.valueOf(k)))) {
                    fed.add(one);
                    places.add(i);
                }
            }
        }
        for (Row row : further) {
            if (explainer.rule().tables().contains(row.table())) {
                explainer.feed(row.table(), row.values());
            }
        }
        List<Explanation> explanations = explainer.explain(fed);
        for (int i = 0; i < places.size(); i++) {
            byRow.get(places.get(i)).add(explanations.get(i));
        }
    }

    /**
     * The rows of files, without those that came before if rows count once.
     *
     * @param ids the tables' rows' own ids that came before
     */
    private List<Row> rows(List<Path> paths, RuleSet rules, Set<Object> ids, Consumer<DeadLetter> dead)
            throws IOException {
        List<Row> rows = new ArrayList<>();
        try (Decoder decoder = new Decoder(rules.catalog(), settings.limits())) {
            for (Path file : InputFiles.under(paths)) {
                decoder.decode(
                        Source.named(file.toString()),
                        Files.newInputStream(file),
                        (table, row) -> 1,
                        batch -> take(batch, rows, ids, dead));
            }
        }
        return rows;
    }

    private void take(RowBatch batch, List<Row> rows, Set<Object> ids, Consumer<DeadLetter> dead) {
        batch.dead().forEach(dead);
        if (tokenKey != null) {
            tokenKey.hide(batch);
        }
        for (int i = 0; i < batch.size(); i++) {
            Table table = batch.table(i);
            Object id = settings.flag(Setting.DUPLICATES_ONCE) ? table.id(batch.row(i)) : null;
            if (id == null || ids.add(List.of(table.name(), id))) {
                rows.add(new Row(table, batch.row(i)));
            }
        }
    }
}
