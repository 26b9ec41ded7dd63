package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import io.tokenwatch.engine.safety.BytecodeCheck;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.engine.safety.Offence;
import io.tokenwatch.engine.safety.StatementCheck;
import io.tokenwatch.engine.safety.TextCheck;
import io.tokenwatch.engine.safety.Vocabulary;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a rule's file against what rules may do, and says where in the file it does something else. */
final class Safety {
    private final Guards guards;
    private final StatementCheck statements;

    Safety(Catalog catalog, Functions functions, Guards guards) {
        this.guards = guards;
        Set<String> tables = catalog.tables().stream().map(Table::name).collect(Collectors.toSet());
        tables.add(EsperConfiguration.WATERMARK);
        Set<String> annotations = EsperConfiguration.ANNOTATIONS.stream()
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        this.statements = new StatementCheck(new Vocabulary(tables, functions.names(), annotations), guards);
    }

    /** What is wrong with a file as a text; if anything, it must not be parsed. */
    List<EplProblem> ofText(EplFile file) {
        String code = file.text().length() > guards.longestText() ? file.text() : Statement.code(file.text());
        return TextCheck.check(code, guards).stream()
                .map(offence -> new EplProblem(file.name(), offence.line(), offence.column(), offence.message()))
                .toList();
    }

    /** What is wrong with a file's statements; if anything, they must not be compiled. */
    List<EplProblem> ofStatements(EplFile file, List<Statement> statements) {
        return this.statements.check(statements.stream().map(Statement::text).toList()).stream()
                .map(offence -> problem(file, statements.get(offence.statement()), offence))
                .toList();
    }

    private static EplProblem problem(EplFile file, Statement statement, Offence offence) {
        int line = offence.line() == 0 ? statement.contentLine() : statement.line() + offence.line() - 1;
        return new EplProblem(file.name(), line, offence.column(), offence.message());
    }

    /** What is wrong with a file as it was compiled; if anything, it must not be deployed. */
    static List<EplProblem> ofBytecode(EplFile file, List<Statement> statements, EPCompiled compiled) {
        Set<EplProblem> problems = new LinkedHashSet<>();
        for (BytecodeCheck.Forbidden forbidden : BytecodeCheck.forbidden(compiled)) {
            problems.add(problem(file, statements, forbidden));
        }
        return List.copyOf(problems);
    }

    private static EplProblem problem(EplFile file, List<Statement> statements, BytecodeCheck.Forbidden forbidden) {
        String message = forbidden.call()
                + " is not among the Java methods that rules may use; use EPL's own operators and the functions of the rule author's guide";
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            String name = new Annotations(statement.model())
                    .textInAnyCase("name", "value")
                    .orElse("stmt-" + i);
            if (forbidden.in(name)) {
                return statement.problem(file, List.of(forbidden.member(), forbidden.owner()), message);
            }
        }
        return new EplProblem(file.name(), 1, 0, message);
    }
}
