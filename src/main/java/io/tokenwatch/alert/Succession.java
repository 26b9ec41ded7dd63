package io.tokenwatch.alert;

import io.tokenwatch.engine.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * What becomes of the alerts when rules are edited. An alert that the edited rule finds too keeps its id and goes on
 * with its revisions; it is told if it is another now. One that only the edited rule finds is told. One that it no
 * longer finds is closed; should it be found again, it opens under its id with the next revision. Where the rows that
 * an alert rests on are no longer all kept, it stays as it was. The open alerts of a rule that is gone are closed.
 *
 * <p>Worked: the threshold of an hour goes from 10 sign-ins to 20 while one user has 12 and another 30. The first
 * user's alert is closed; the second's goes on, and nothing is told of it.
 */
public final class Succession {
    private final List<AlertBook> books;
    private final List<AlertBook> rehearsals;
    private final BiPredicate<Rule, Long> allKept;

    /**
     * @param books the books of all lanes
     * @param rehearsals what the edited rules find in the rows that are kept, lane by lane
     * @param allKept tells of a rule and a time in ticks whether all its rows from then on are kept
     */
    public Succession(List<AlertBook> books, List<AlertBook> rehearsals, BiPredicate<Rule, Long> allKept) {
        this.books = books;
        this.rehearsals = rehearsals;
        this.allKept = allKept;
    }

    /**
     * Puts edited rules in the place of others. Called while no lane works.
     *
     * @param retired the rules that ran
     * @param edited the rules that take their places, or are new
     */
    public void take(List<Rule> retired, List<Rule> edited) {
        books.forEach(AlertBook::tellLateChanges);
        for (Rule rule : edited) {
            rehearsals.forEach(book -> book.of(rule).all().forEach(alert -> alert.beginAfter(toldEarlier(alert))));
        }
        Map<String, Rule> successors = new HashMap<>();
        edited.forEach(rule -> successors.put(rule.detection().id(), rule));
        for (Rule rule : retired) {
            Rule successor = successors.get(rule.detection().id());
            if (successor == null) {
                end(rule);
            } else {
                succeed(rule, successor);
            }
        }
        for (int lane = 0; lane < books.size(); lane++) {
            for (Rule rule : edited) {
                books.get(lane).install(rule, rehearsals.get(lane).remove(rule));
            }
        }
    }

    private void end(Rule rule) {
        for (AlertBook book : books) {
            for (OpenAlert alert : book.remove(rule).all()) {
                if (!alert.ended()) {
                    book.close(alert);
                }
                left(alert);
            }
        }
    }

    private int toldEarlier(OpenAlert alert) {
        return books.stream()
                .mapToInt(book -> book.toldEarlier(alert.id()))
                .max()
                .orElse(0);
    }

    /** An alert is no longer in any book. On which lane it would be found again is not known. */
    private void left(OpenAlert alert) {
        books.forEach(book -> book.toldEarlier(alert.id(), alert.revision()));
    }

    private void succeed(Rule rule, Rule successor) {
        Map<String, OpenAlert> found = new HashMap<>();
        rehearsals.forEach(book -> book.of(successor).all().forEach(alert -> found.put(alert.id(), alert)));
        for (int lane = 0; lane < books.size(); lane++) {
            for (OpenAlert before : books.get(lane).remove(rule).all()) {
                OpenAlert now = found.get(before.id());
                if (!allKept.test(rule, before.firstEvent())) {
                    // Where the edited rule found a part of it, that part's lane is the one that goes on.
                    rehearsals
                            .get(now == null ? lane : laneOf(now, successor))
                            .of(successor)
                            .put(before.under(successor));
                } else if (now == null) {
                    books.get(lane).close(before);
                    left(before);
                } else {
                    now.goOnFrom(before);
                }
            }
        }
    }

    private int laneOf(OpenAlert alert, Rule rule) {
        int lane = 0;
        while (!rehearsals.get(lane).of(rule).all().contains(alert)) {
            lane++;
        }
        return lane;
    }
}
