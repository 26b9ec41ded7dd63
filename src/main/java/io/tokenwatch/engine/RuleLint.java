package io.tokenwatch.engine;

import io.tokenwatch.engine.annotation.AlertKey;
import io.tokenwatch.engine.annotation.Attack;
import io.tokenwatch.engine.annotation.Detection;
import io.tokenwatch.engine.annotation.Entities;
import io.tokenwatch.engine.annotation.FalsePositives;
import io.tokenwatch.engine.annotation.Project;
import io.tokenwatch.engine.annotation.References;
import io.tokenwatch.engine.annotation.Samples;
import io.tokenwatch.engine.annotation.Suppress;
import io.tokenwatch.engine.annotation.UpdateOn;
import io.tokenwatch.engine.safety.Nearest;
import io.tokenwatch.engine.safety.WordList;
import io.tokenwatch.event.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a rule should say about itself beyond what it needs to run. The types of entities are in
 * {@code safety/entity-types.txt}.
 */
final class RuleLint {
    private static final List<String> SEVERITIES = List.of("informational", "low", "medium", "high", "critical");
    private static final List<String> CONFIDENCES = List.of("low", "medium", "high");
    private static final List<String> ENTITY_TYPES = WordList.read("entity-types.txt").stream()
            .map(line -> line.split(" ")[0])
            .toList();

    private final EplFile file;
    private final Statement statement;
    private final Annotations says;
    private final Optional<Set<String>> columns;
    private final List<EplProblem> problems = new ArrayList<>();

    private RuleLint(EplFile file, Statement statement, Optional<Set<String>> columns) {
        this.file = file;
        this.statement = statement;
        this.says = new Annotations(statement.model());
        this.columns = columns;
    }

    /** What is missing or wrong in the annotations of a file's detection. */
    static List<EplProblem> problems(EplFile file, List<Statement> statements, Catalog catalog) {
        OutputColumns columns = new OutputColumns(catalog, statements);
        return statements.stream()
                .filter(statement -> new Annotations(statement.model()).has(Detection.class))
                .findFirst()
                .map(statement -> new RuleLint(file, statement, columns.of(statement)).check())
                .orElse(List.of());
    }

    private List<EplProblem> check() {
        detection();
        listed(Attack.class, "tactics", "TA\\d{4} \\S.*", "'TAnnnn Name'");
        listed(Attack.class, "techniques", "T\\d{4}(\\.\\d{3})? \\S.*", "'Tnnnn Name' or 'Tnnnn.nnn Name'");
        listed(FalsePositives.class, "value", ".{3,}", "a sentence for each case");
        listed(References.class, "value", "https://\\S+", "'https://…'");
        entities();
        columns(AlertKey.class, "value", true);
        columns(Project.class, "value", true);
        columns(UpdateOn.class, "value", false);
        columns(Samples.class, "value", false);
        columns(Suppress.class, "key", false);
        return problems;
    }

    private void detection() {
        String id = text("id");
        if (id.isBlank()) {
            add(Detection.class, "@Detection has no id; expected id='…', such as an ATT&CK technique's");
        } else if (!file.name().replaceFirst(".*/", "").startsWith(id)) {
            add(Detection.class, "the file's name does not begin with the id; expected " + id + "-….epl");
        }
        if (text("title").isBlank()) {
            add(Detection.class, "@Detection has no title; expected title='…', what an alert is called");
        }
        oneOf("severity", SEVERITIES);
        oneOf("confidence", CONFIDENCES);
        oneOf("rows", List.of("latest", "each"));
    }

    private String text(String attribute) {
        return says.text(Detection.class, attribute).orElse(attribute.equals("rows") ? "latest" : "");
    }

    private void oneOf(String attribute, List<String> known) {
        if (!known.contains(text(attribute))) {
            add(
                    Detection.class,
                    "@Detection: " + attribute + "='" + text(attribute) + "': expected one of "
                            + String.join(", ", known));
        }
    }

    private void listed(Class<?> annotation, String attribute, String form, String expected) {
        String name = "@" + annotation.getSimpleName() + (attribute.equals("value") ? "" : ": " + attribute);
        List<String> texts = says.texts(annotation, attribute);
        if (texts.isEmpty()) {
            add(annotation, name + " is missing; expected " + expected);
        }
        texts.stream()
                .filter(text -> !text.matches(form))
                .forEach(text -> add(annotation, name + ": '" + text + "': expected " + expected));
    }

    private void entities() {
        List<String> entities = says.texts(Entities.class, "value");
        if (entities.isEmpty()) {
            add(
                    Entities.class,
                    "@Entities is missing; expected who and what an alert is about, such as 'ip=IPAddress'");
        }
        for (String entity : entities) {
            String[] parts = entity.split("=", 2);
            if (parts.length < 2) {
                add(Entities.class, "@Entities: '" + entity + "': expected 'type=Column'");
                continue;
            }
            if (!ENTITY_TYPES.contains(parts[0])) {
                add(
                        Entities.class,
                        "@Entities: '" + parts[0] + "' is not a known type" + meant(parts[0], ENTITY_TYPES));
            }
            column(Entities.class, parts[1]);
        }
    }

    private void columns(Class<?> annotation, String attribute, boolean wanted) {
        List<String> names = says.texts(annotation, attribute);
        if (names.isEmpty() && wanted) {
            add(annotation, "@" + annotation.getSimpleName() + " is missing; expected columns of the statement");
        }
        names.forEach(name -> column(annotation, name));
    }

    private void column(Class<?> annotation, String name) {
        if (columns.isPresent() && !columns.get().contains(name)) {
            add(
                    annotation,
                    "@" + annotation.getSimpleName() + ": '" + name + "' is not a column of the statement"
                            + meant(name, new TreeSet<>(columns.get())));
        }
    }

    private static String meant(String name, java.util.Collection<String> known) {
        return Nearest.to(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; known are " + known);
    }

    private void add(Class<?> annotation, String message) {
        problems.add(statement.problem(file, List.of(annotation.getSimpleName(), "Detection"), message));
    }
}
