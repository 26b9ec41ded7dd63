package io.tokenwatch.engine.safety;

import com.espertech.esper.common.internal.compile.stage2.StatementSpecCompileSyntaxException;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser;
import com.espertech.esper.compiler.internal.parse.ParseHelper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Esper's syntax tree of a statement, and what is asked of it again and again. */
final class EplTree {
    private EplTree() {}

    /** @throws StatementSpecCompileSyntaxException if the text is no statement */
    static ParserRuleContext of(String statement) throws StatementSpecCompileSyntaxException {
        return (ParserRuleContext)
                ParseHelper.parse(statement, statement, false, EsperEPL2GrammarParser::startEPLExpressionRule, false)
                        .getTree();
    }

    /** All nodes of a kind below a node, from left to right. */
    static <T extends ParserRuleContext> List<T> all(ParseTree below, Class<T> kind) {
        List<T> found = new ArrayList<>();
        collect(below, kind, found);
        return found;
    }

    private static <T> void collect(ParseTree node, Class<T> kind, List<T> found) {
        if (kind.isInstance(node)) {
            found.add(kind.cast(node));
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            collect(node.getChild(i), kind, found);
        }
    }

    /** Whether a node has a token of a type somewhere below. */
    static boolean hasToken(ParseTree below, int type) {
        return below instanceof TerminalNode token
                ? token.getSymbol().getType() == type
                : children(below).anyMatch(child -> hasToken(child, type));
    }

    static Stream<ParseTree> children(ParseTree node) {
        return Stream.iterate(0, i -> i < node.getChildCount(), i -> i + 1).map(node::getChild);
    }

    /** A name without the ticks that it may be written in. */
    static String name(String text) {
        return text.startsWith("`") && text.endsWith("`") && text.length() > 1
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** The inside of a text constant; null if a node is something else. */
    static String textConstant(ParseTree node) {
        String text = node.getText();
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        boolean constant = (quote == '\'' || quote == '"')
                && text.length() > 1
                && text.indexOf(quote, 1) == text.length() - 1
                && text.indexOf('\\') < 0;
        return constant ? text.substring(1, text.length() - 1) : null;
    }
}
