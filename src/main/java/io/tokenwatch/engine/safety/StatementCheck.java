package io.tokenwatch.engine.safety;

import com.espertech.esper.common.internal.compile.stage2.StatementSpecCompileSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.ParseTreeWalker;

/**
 * Reads the statements of a rule before they are compiled, for the compiler itself evaluates constant expressions, and
 * finds what rules may not do: {@link Powers}, {@link Memory}, {@link SilentWindows} and {@link Feeds}.
 */
public final class StatementCheck {
    private final Vocabulary vocabulary;
    private final Guards guards;

    public StatementCheck(Vocabulary vocabulary, Guards guards) {
        this.vocabulary = vocabulary;
        this.guards = guards;
    }

    /**
     * What is wrong with the statements of a file.
     *
     * @param statements their texts, which are known to be statements
     */
    public List<Offence> check(List<String> statements) {
        List<ParserRuleContext> trees = new ArrayList<>();
        for (String statement : statements) {
            try {
                trees.add(EplTree.of(statement));
            } catch (StatementSpecCompileSyntaxException unread) {
                // Esper takes scripts and classes out of the text before it parses the rest.
                return List.of(new Offence(trees.size(), 0, 0, "scripts and inlined classes are not allowed"));
            }
        }
        Offences offences = new Offences();
        Declared declared = new Declared(trees);
        Feeds feeds = new Feeds();
        List<ParseTreeListener> listeners = List.of(
                new Powers(vocabulary, declared, offences),
                new Memory(guards, declared, offences),
                new SilentWindows(declared, offences));
        for (int i = 0; i < trees.size(); i++) {
            offences.in(i);
            feeds.add(i, trees.get(i));
            for (ParseTreeListener listener : listeners) {
                ParseTreeWalker.DEFAULT.walk(listener, trees.get(i));
            }
        }
        feeds.report(offences);
        return offences.all();
    }
}
