package io.tokenwatch.alert;

import io.tokenwatch.engine.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Has the alerts of a restarted process go on from what was told before. Their books were fed in silence with the rows
 * that are kept. An alert that was told goes on with its revisions: silently if it is as it was told, or else it is
 * told as it is now. One that was never told, or was closed, is told as a new one.
 *
 * <p>Worked: before the end, ada's alert was told with 12 sign-ins (revision 1), and two more rows came within the
 * update interval. Bob's 11th sign-in was worked, but the alert not delivered. Eve's hour was final (revision 3). After
 * the start ada's alert is told with 14 sign-ins (revision 2), bob's opens (revision 1), and nothing is told of eve's.
 * Of a token's five calls the first three were longer ago than calls are kept: the alert goes on with the five that
 * were told, and the next call is the sixth.
 */
public final class Resumption {
    private final List<AlertBook> books;
    private final AlertLedger ledger;
    private final ExceptionGate gate;
    private final AlertSink live;
    private final BiPredicate<Rule, Long> allKept;

    /** An alert that is to be told, and whose it is. */
    private record Untold(AlertBook book, OpenAlert alert) {}

    /**
     * @param books the books to be resumed
     * @param ledger what was told before
     * @param gate hears of what they tell from now on
     * @param allKept tells of a rule and a time in ticks whether all its rows from then on are kept
     */
    public Resumption(List<AlertBook> books, AlertLedger ledger, ExceptionGate gate, BiPredicate<Rule, Long> allKept) {
        this(books, ledger, gate, gate, allKept);
    }

    /**
     * @param books the books to be resumed
     * @param ledger what was told before
     * @param gate is told what was told before
     * @param live hears of what the books tell from now on
     * @param allKept tells of a rule and a time in ticks whether all its rows from then on are kept
     */
    public Resumption(
            List<AlertBook> books,
            AlertLedger ledger,
            ExceptionGate gate,
            AlertSink live,
            BiPredicate<Rule, Long> allKept) {
        this.books = books;
        this.ledger = ledger;
        this.gate = gate;
        this.live = live;
        this.allKept = allKept;
    }

    /** Resumes the books. Called while no lane works. */
    public void take() {
        Set<String> forgotten = new HashSet<>();
        Set<AlertBook> telling = new HashSet<>(books);
        telling.removeIf(AlertBook::isSilent);
        books.forEach(book -> forgotten.addAll(book.goLive(live)));
        Set<String> here = new HashSet<>();
        List<Untold> untold = new ArrayList<>();
        for (AlertBook book : books) {
            book.forEach((rule, alert) -> {
                here.add(alert.id());
                forgotten.remove(alert.id());
                boolean another = telling.contains(book) ? isOtherElsewhere(alert) : goOn(book, rule, alert);
                if (another) {
                    untold.add(new Untold(book, alert));
                }
            });
        }
        for (ToldAlert told : ledger.all()) {
            if (told.status() != Status.CLOSED) {
                gate.toldBefore(told.id());
            }
            if (!here.contains(told.id())) {
                int highest = Math.max(ledger.start(told.id()), ledger.revision(told.id()));
                books.forEach(book -> book.toldEarlier(told.id(), highest));
            }
        }
        untold.sort(Comparator.comparingLong((Untold one) -> one.alert().firstEvent())
                .thenComparing(one -> one.alert().id()));
        untold.forEach(one -> one.book().tell(one.alert()));
        ledger.forgotten(forgotten);
    }

    /** Of a book that tells already: whether others told the alert after this book did, and otherwise. */
    private boolean isOtherElsewhere(OpenAlert alert) {
        ToldAlert elsewhere = ledger.find(alert.id());
        if (elsewhere == null || elsewhere.status() == Status.CLOSED || elsewhere.revision() < alert.revision()) {
            return false;
        }
        alert.goOnFrom(elsewhere, ledger.revision(alert.id()));
        return alert.changed();
    }

    private boolean goOn(AlertBook book, Rule rule, OpenAlert alert) {
        ToldAlert before = ledger.find(alert.id());
        if (before == null || before.status() == Status.CLOSED) {
            alert.beginAfter(Math.max(ledger.start(alert.id()), ledger.revision(alert.id())));
            return true;
        }
        if (before.status() == Status.FINAL && !alert.ended()) {
            book.of(rule).endEarly(alert);
        }
        long firstTold = Earlier.firstEvent(before);
        boolean inPart = !allKept.test(rule, firstTold);
        if (inPart && rule.detection().everyRow() && firstTold < alert.firstEvent()) {
            alert.with(Earlier.of(before, alert.count()));
        }
        gate.toldBefore(alert.goOnFrom(before, ledger.revision(alert.id())));
        if (inPart && !rule.detection().everyRow()) {
            alert.stays();
        }
        if (alert.changed()) {
            alert.goOnAfter(ledger.start(alert.id()));
        }
        return alert.changed();
    }
}
