package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.module.Module;
import com.espertech.esper.common.client.module.ModuleItem;
import com.espertech.esper.common.client.module.ParseException;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompiler;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads EPL text into statements, and places what the compiler reports. */
final class Epl {
    static final EPCompiler COMPILER = EPCompilerProvider.getCompiler();

    static final String TOO_DEEP = "the statement is nested too deeply; make it several";

    private static final Pattern QUOTED = Pattern.compile("'([A-Za-z_][\\w.]*)");
    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

    private Epl() {}

    /**
     * The statements of a file.
     *
     * @param problems gets what cannot be read; the other statements are returned
     */
    static List<Statement> statements(EplFile file, Configuration configuration, List<EplProblem> problems) {
        List<Statement> statements = new ArrayList<>();
        for (ModuleItem item : module(file, problems).getItems()) {
            if (item.isCommentOnly()) {
                continue;
            }
            try {
                EPStatementObjectModel model = COMPILER.eplToModel(item.getExpression(), configuration);
                statements.add(
                        new Statement(item.getExpression(), item.getLineNumber(), item.getLineNumberContent(), model));
            } catch (EPCompileException wrong) {
                boolean deep = wrong.getMessage() == null || wrong.getCause() instanceof StackOverflowError;
                problems.add(
                        deep
                                ? new EplProblem(file.name(), item.getLineNumberContent(), 0, TOO_DEEP)
                                : problem(file, item, wrong.getMessage()));
            } catch (StackOverflowError deep) {
                problems.add(new EplProblem(file.name(), item.getLineNumberContent(), 0, TOO_DEEP));
            }
        }
        return statements;
    }

    static Module module(EplFile file, List<EplProblem> problems) {
        try {
            return COMPILER.parseModule(file.text());
        } catch (IOException | ParseException wrong) {
            problems.add(unreadable(file, String.valueOf(wrong.getMessage())));
            return new Module(file.name(), null, java.util.Set.of(), java.util.Set.of(), List.of(), file.text());
        }
    }

    /** A file that cannot even be cut into statements: most often one that was saved only in part. */
    private static EplProblem unreadable(EplFile file, String message) {
        int quote = Statement.unclosedQuote(file.text());
        if (quote < 0) {
            int text = message.indexOf(" [");
            return new EplProblem(file.name(), 1, 0, text < 0 ? message : message.substring(0, text));
        }
        String before = file.text().substring(0, quote);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return new EplProblem(
                file.name(),
                line,
                quote - before.lastIndexOf('\n'),
                "the text in quotation marks that begins here is not closed; expected another "
                        + file.text().charAt(quote));
    }

    /**
     * A problem that the compiler reported for a statement. Syntax errors may name a place within the statement; others
     * only name what they do not like, whose first mention is taken for the place.
     */
    static EplProblem problem(EplFile file, ModuleItem statement, String message) {
        int line = statement.getLineNumber();
        String text = message.contains(" [") && message.endsWith("]")
                ? message.substring(0, message.lastIndexOf(" ["))
                : message;
        Matcher place = PLACE.matcher(text);
        if (place.find()) {
            int within = Integer.parseInt(place.group(1));
            int column = Integer.parseInt(place.group(2)) + 1;
            String shown = text.substring(0, place.start()).strip() + text.substring(place.end());
            return new EplProblem(file.name(), line + within - 1, column, shown);
        }
        int at = mentioned(text, Statement.code(statement.getExpression()));
        return at < 0
                ? new EplProblem(file.name(), statement.getLineNumberContent(), 0, text)
                : problem(file, statement, at, text);
    }

    private static EplProblem problem(EplFile file, ModuleItem statement, int at, String message) {
        String before = statement.getExpression().substring(0, at);
        int newlines = (int) before.chars().filter(c -> c == '\n').count();
        return new EplProblem(
                file.name(), statement.getLineNumber() + newlines, at - before.lastIndexOf('\n'), message);
    }

    private static int mentioned(String message, String code) {
        Matcher quoted = QUOTED.matcher(message);
        int best = -1;
        while (quoted.find()) {
            int at = Statement.place(code, quoted.group(1), 0);
            best = at >= 0 ? at : best;
            if (message.startsWith("Incorrect syntax") && at >= 0) {
                return at;
            }
            if (message.startsWith("Property named", Math.max(0, quoted.start() - 15)) && at >= 0) {
                return at;
            }
        }
        return best;
    }
}
