package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.AnnotationPart;
import com.espertech.esper.common.client.soda.SchemaColumnDesc;
import io.tokenwatch.engine.function.Kql;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the schemas under {@code epl/events}: one {@code create objectarray schema} per table, with the columns that
 * rules need and their Kusto types.
 *
 * <p>Annotations say the rest: {@code @Category} the diagnostic-settings category, {@code @RowId} the columns of the
 * row's own id, {@code @Keyed} those that hold token ids, which keyed hashes take the place of where a key is given,
 * {@code @Lateness} and {@code @Retention} how long rows are waited for and kept, and {@code @ReadFrom(column, paths)}
 * where a raw record has a column when that does not follow from its name.
 */
final class Schemas {
    private static final Duration DEFAULT_LATENESS = Duration.ofMinutes(30);

    private final List<EplProblem> problems = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();

    private Schemas() {}

    /** @throws RulesException if a schema is wrong */
    static Catalog read(List<EplFile> files) throws RulesException {
        Schemas schemas = new Schemas();
        for (EplFile file : files) {
            for (Statement statement : Epl.statements(file, new Configuration(), schemas.problems)) {
                schemas.add(file, statement);
            }
        }
        try {
            Catalog catalog = new Catalog(schemas.tables);
            if (schemas.problems.isEmpty()) {
                return catalog;
            }
        } catch (IllegalArgumentException wrong) {
            schemas.problems.add(new EplProblem(EplFile.EVENTS, 1, 0, wrong.getMessage()));
        }
        throw new RulesException(schemas.problems);
    }

    private void add(EplFile file, Statement statement) {
        var schema = statement.model().getCreateSchema();
        if (schema == null) {
            problems.add(new EplProblem(
                    file.name(), statement.contentLine(), 0, "only create objectarray schema statements stand here"));
            return;
        }
        try {
            Annotations annotations = new Annotations(statement.model());
            Duration lateness = duration(annotations, "Lateness", DEFAULT_LATENESS);
            tables.add(new Table(
                    tables.size(),
                    schema.getSchemaName(),
                    annotations.text("Category", "value").orElse(""),
                    columns(schema.getColumns(), annotations),
                    annotations.texts("RowId", "value"),
                    annotations.texts("Keyed", "value"),
                    lateness,
                    duration(annotations, "Retention", lateness)));
        } catch (IllegalArgumentException wrong) {
            problems.add(new EplProblem(file.name(), statement.contentLine(), 0, wrong.getMessage()));
        }
    }

    private static Duration duration(Annotations annotations, String name, Duration otherwise) {
        return annotations
                .text(name, "value")
                .map(text -> Duration.ofMillis(Ticks.toMillis(Kql.timespan(text))))
                .orElse(otherwise);
    }

    private static List<Column> columns(List<SchemaColumnDesc> described, Annotations annotations) {
        Map<String, List<String>> exceptions = new HashMap<>();
        for (AnnotationPart from : annotations.all("ReadFrom")) {
            String column =
                    Annotations.value(from, "column").map(String::valueOf).orElse("");
            exceptions.put(
                    column,
                    Annotations.value(from, "paths").map(Annotations::list).orElse(List.of()));
        }
        List<Column> columns = new ArrayList<>();
        for (SchemaColumnDesc desc : described) {
            ColumnType type = ColumnType.named(desc.getType());
            if (columns.stream().anyMatch(column -> column.name().equals(desc.getName()))) {
                throw new IllegalArgumentException("the column " + desc.getName() + " stands twice in the schema");
            }
            List<String> paths = exceptions.remove(desc.getName());
            columns.add(
                    paths == null
                            ? Column.named(desc.getName(), type)
                            : new Column(desc.getName(), type, withOwn(desc.getName(), paths)));
        }
        if (!exceptions.isEmpty()) {
            throw new IllegalArgumentException(
                    "@ReadFrom names " + exceptions.keySet() + ", but the schema has no such column");
        }
        return columns;
    }

    private static List<String> withOwn(String name, List<String> paths) {
        List<String> all = new ArrayList<>();
        all.add(name);
        all.addAll(paths);
        return all;
    }
}
