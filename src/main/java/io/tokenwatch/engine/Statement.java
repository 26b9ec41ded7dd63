package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.Stream;
import java.util.List;

/**
 * One statement of an EPL file.
 *
 * @param text its text, with comments
 * @param line the line of the file on which its text begins
 * @param contentLine the line on which it begins after its comments
 * @param model what it says
 */
record Statement(String text, int line, int contentLine, EPStatementObjectModel model) {
    /** A problem at the first of some names that stands in the statement, else where the statement begins. */
    EplProblem problem(EplFile file, List<String> names, String message) {
        String code = code(text);
        for (String name : names) {
            int at = name.isEmpty() ? -1 : place(code, name, 0);
            if (at >= 0) {
                int newlines = (int)
                        text.substring(0, at).chars().filter(c -> c == '\n').count();
                return new EplProblem(file.name(), line + newlines, at - text.lastIndexOf('\n', at), message);
            }
        }
        return new EplProblem(file.name(), contentLine, 0, message);
    }

    /** The stream that a statement reads, if it has just one and that is of events; else null. */
    static FilterStream onlyStream(EPStatementObjectModel model) {
        List<Stream> streams = model.getFromClause() == null
                ? List.of()
                : model.getFromClause().getStreams();
        return streams.size() == 1 && streams.get(0) instanceof FilterStream only ? only : null;
    }

    /** How often a name occurs in the statement outside of texts and comments. */
    int mentions(String name) {
        int count = 0;
        String code = code(text);
        for (int at = place(code, name, 0); at >= 0; at = place(code, name, at + 1)) {
            count++;
        }
        return count;
    }

    /** Where a name stands in {@link #code}, as a word of its own; -1 if it does not. */
    static int place(String code, String name, int from) {
        for (int at = code.indexOf(name, from); at >= 0; at = code.indexOf(name, at + 1)) {
            boolean before = at == 0 || !Character.isJavaIdentifierPart(code.charAt(at - 1));
            int end = at + name.length();
            boolean after = end == code.length() || !Character.isJavaIdentifierPart(code.charAt(end));
            if (before && after) {
                return at;
            }
        }
        return -1;
    }

    /** Where a text in quotation marks begins that is not closed, or -1. */
    static int unclosedQuote(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                int open = i;
                for (i++; i < text.length() && text.charAt(i) != c; i++) {
                    i += text.charAt(i) == '\\' ? 1 : 0;
                }
                if (i >= text.length()) {
                    return open;
                }
            } else if (text.startsWith("//", i) || text.startsWith("/*", i)) {
                int end = text.startsWith("//", i) ? text.indexOf('\n', i) : text.indexOf("*/", i);
                if (end < 0) {
                    return -1;
                }
                i = end;
            }
        }
        return -1;
    }

    /** A text with comments and the insides of string literals blanked out, every other character in its place. */
    static String code(String text) {
        StringBuilder code = new StringBuilder(text);
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            int end = i;
            if (c == '\'' || c == '"') {
                end = i + 1;
                while (end < code.length() && code.charAt(end) != c) {
                    end += code.charAt(end) == '\\' ? 2 : 1;
                }
            } else if (text.startsWith("//", i)) {
                end = code.indexOf("\n", i);
            } else if (text.startsWith("/*", i)) {
                end = code.indexOf("*/", i) + 1;
            } else {
                continue;
            }
            end = end < i || end >= code.length() ? code.length() - 1 : end;
            for (int k = i; k <= end; k++) {
                if (code.charAt(k) != '\n') {
                    code.setCharAt(k, ' ');
                }
            }
            i = end;
        }
        return code.toString();
    }
}
