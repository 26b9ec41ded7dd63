package io.tokenwatch.camel;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.PropertyBindingException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Turns what Camel and the YAML reader throw into problems that say where and what was expected. */
final class RouteProblems {
    /** The components that routes may use. */
    static final List<String> COMPONENTS =
            List.of("direct", "esper", "file", "http", "https", "jms", "log", "platform-http");

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{(.*)}]");
    private static final Pattern OPTION = Pattern.compile("([\\w.-]+)=");
    private static final Pattern NO_COMPONENT =
            Pattern.compile("No (?:component found with scheme|endpoint could be found for): ([^:\\s,]+)");
    private static final Pattern NO_VALUE = Pattern.compile("[Pp]roperty with key \\[([^]]+)]");
    private static final Pattern UNKNOWN_NODE = Pattern.compile("(?:Unknown node id|Unsupported field): (\\S+)");

    private RouteProblems() {}

    /**
     * @param file where it went wrong
     * @param failure what was thrown
     */
    static RouteProblem of(RouteFile file, Throwable failure) {
        return of(file, 0, "", failure, List.of());
    }

    /**
     * @param file where it went wrong
     * @param line the line of the route or step that went wrong
     * @param uri the endpoint that went wrong, as the file says it; empty if it is none
     * @param failure what was thrown
     * @param options the options of the endpoint; empty if they are unknown
     */
    static RouteProblem of(RouteFile file, int line, String uri, Throwable failure, List<String> options) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException yaml) {
                return ofYaml(file, yaml);
            }
            if (cause instanceof PropertyBindingException option && option.getPropertyName() != null) {
                return wrongOption(file, line, option);
            }
            if (cause instanceof NoSuchBeanException bean) {
                return file.problem(
                        line,
                        bean.getName(),
                        "there is no bean " + bean.getName() + "; expected httpAnswer or finishedFiles");
            }
            if (cause instanceof ExpressionIllegalSyntaxException expression) {
                return file.problem(
                        line,
                        expression.getExpression(),
                        "\"" + expression.getExpression() + "\" is no expression: " + deepest(expression));
            }
            if (cause instanceof NoSuchLanguageException language) {
                return file.problem(
                        line,
                        language.getLanguage(),
                        "unknown expression language " + language.getLanguage() + "; expected simple or constant");
            }
        }
        return ofMessage(file, line, uri, failure, options);
    }

    private static RouteProblem wrongOption(RouteFile file, int line, PropertyBindingException option) {
        Throwable deepest = option;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        // anything else says only how the conversion went wrong inside
        String why = deepest.getClass() == IllegalArgumentException.class ? ": " + deepest.getMessage() : "";
        return file.problem(
                line,
                option.getPropertyName(),
                "option " + option.getPropertyName() + " cannot be " + option.getValue() + why);
    }

    private static RouteProblem ofMessage(
            RouteFile file, int line, String uri, Throwable failure, List<String> options) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher component = NO_COMPONENT.matcher(message);
            if (component.find()) {
                String scheme = component.group(1);
                return file.problem(
                        line,
                        scheme,
                        "unknown component " + scheme + "; expected one of " + String.join(", ", COMPONENTS));
            }
            Matcher unknown = UNKNOWN_OPTIONS.matcher(message);
            if (unknown.find()) {
                return unknownOption(file, line, unknown.group(1), options);
            }
            Matcher noValue = NO_VALUE.matcher(message);
            if (noValue.find()) {
                return file.problem(
                        line,
                        noValue.group(1),
                        "{{" + noValue.group(1) + "}} has no value; expected a setting that has one");
            }
        }
        return file.problem(line, uri.replaceFirst("[:?].*", ""), deepest(failure));
    }

    private static RouteProblem unknownOption(RouteFile file, int line, String parameters, List<String> options) {
        Matcher name = OPTION.matcher(parameters);
        String option = name.find() ? name.group(1) : parameters;
        String expected = nearest(option, options)
                .map(near -> "; did you mean " + near + "?")
                .orElse(options.isEmpty() ? "" : "; expected one of " + String.join(", ", options));
        return file.problem(line, option, "unknown option " + option + expected);
    }

    private static RouteProblem ofYaml(RouteFile file, MarkedYamlEngineException wrong) {
        Optional<Mark> mark = wrong.getProblemMark().or(wrong::getContextMark);
        int line = mark.map(at -> at.getLine() + 1).orElse(0);
        int column = mark.map(at -> at.getColumn() + 1).orElse(0);
        Matcher unknown = UNKNOWN_NODE.matcher(String.valueOf(wrong.getProblem()));
        if (unknown.find()) {
            // the mark is at the value, which stands behind the name or on the next line
            String name = unknown.group(1);
            RouteProblem at = file.problem(
                    Math.max(1, line - 1), name, "unknown " + name + "; expected a field or step of Camel's YAML");
            return at.column() > 0 && at.line() <= line ? at : file.problem(line, name, at.message());
        }
        return new RouteProblem(file.name(), line, column, "not as expected: " + context(wrong) + wrong.getProblem());
    }

    /** What the YAML reader was at, and since where. */
    private static String context(MarkedYamlEngineException wrong) {
        if (wrong.getContext() == null) {
            return "";
        }
        String begin = wrong.getContextMark()
                .map(mark -> " that begins at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("");
        return wrong.getContext() + begin + ": ";
    }

    /** What is said at the bottom of a chain of causes. */
    static String deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    private static Optional<String> nearest(String word, List<String> known) {
        String best = null;
        int fewest = 3;
        for (String other : known) {
            int edits = edits(word.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                best = other;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many letters must be put in, taken out or changed to make one word of the other. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
