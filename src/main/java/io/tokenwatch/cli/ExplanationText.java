package io.tokenwatch.cli;

import io.tokenwatch.engine.Explanation;
import io.tokenwatch.event.JsonText;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;

/** Explanations to be read. */
final class ExplanationText {
    private final PrintWriter out;

    ExplanationText(PrintWriter out) {
        this.out = out;
    }

    void print(Explanation explanation) {
        out.println(explanation.rule().detection().id() + " · " + explanation.table() + " "
                + JsonText.of(explanation.row()));
        explanation.readers().forEach(this::reader);
        explanation
                .kept()
                .forEach(kept ->
                        out.println("  kept in " + kept.window() + " until the low watermark passes " + kept.until()));
        explanation.groups().forEach(this::group);
        explanation.joins().forEach(this::join);
        if (explanation.readers().stream().anyMatch(Explanation.Reader::takes)) {
            explanation.unexplained().forEach(statement -> out.println("  cannot be explained: " + statement));
        }
        out.println();
    }

    private void reader(Explanation.Reader reader) {
        out.println("  line " + reader.line() + (reader.takes() ? " takes it" : " does not take it") + ", key "
                + reader.key() + " = " + JsonText.of(reader.keyValue()));
        reader.conditions().forEach(condition -> condition("    ", condition));
    }

    private void condition(String indent, Explanation.Condition condition) {
        String holds = condition.holds() == null ? "null " : condition.holds() ? "true " : "FALSE";
        out.println(indent + holds + " " + condition.text() + values(condition.values()));
    }

    private static String values(Map<String, Object> values) {
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(value -> value.getKey() + " = " + JsonText.of(value.getValue()))
                        .collect(Collectors.joining(", ", "  [", "]"));
    }

    private void group(Explanation.Group group) {
        out.println("  counts in " + JsonText.of(group.key())
                + (group.fires() ? ", which fires" : ", which does not fire"));
        out.println("    "
                + group.thresholds().stream()
                        .map(threshold -> threshold.what() + " = " + threshold.value() + ", fires " + threshold.fires())
                        .collect(Collectors.joining(" · ")));
        if (group.windowEnd() != null) {
            out.println("    window until " + group.windowEnd() + ", final when the low watermark passes "
                    + group.finalAfter() + ", rows of this hour taken until the watermark is at " + group.takenUntil());
        }
    }

    private void join(Explanation.Join join) {
        String on = join.on().isEmpty() ? "" : " with " + String.join(" and ", join.on());
        if (join.rows().isEmpty()) {
            out.println("  line " + join.line() + ": no row in " + join.window() + on);
        }
        join.rows().forEach(row -> {
            out.println("  line " + join.line() + ": a row in " + join.window() + on);
            row.forEach(condition -> condition("    ", condition));
        });
    }
}
