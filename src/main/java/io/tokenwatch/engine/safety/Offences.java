package io.tokenwatch.engine.safety;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Gathers what is wrong in the statements of a file. */
final class Offences {
    private static final int LONGEST = 60;

    private final List<Offence> found = new ArrayList<>();
    private int statement;

    void in(int number) {
        statement = number;
    }

    void add(ParserRuleContext where, String message) {
        add(where.getStart(), shown(where) + message);
    }

    void add(Token where, String message) {
        found.add(new Offence(statement, where.getLine(), where.getCharPositionInLine() + 1, message));
    }

    List<Offence> all() {
        return found.stream().distinct().toList();
    }

    private static String shown(ParserRuleContext where) {
        Token start = where.getStart();
        Token stop = where.getStop() == null ? start : where.getStop();
        String text = stop.getStopIndex() < start.getStartIndex()
                ? start.getText()
                : start.getInputStream()
                        .getText(org.antlr.v4.runtime.misc.Interval.of(start.getStartIndex(), stop.getStopIndex()))
                        .replaceAll("\\s+", " ");
        return (text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text) + ": ";
    }
}
