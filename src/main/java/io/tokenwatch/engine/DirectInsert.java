package io.tokenwatch.engine;

import com.espertech.esper.runtime.client.EPRuntime;
import io.tokenwatch.engine.window.KeyedWindow;
import io.tokenwatch.event.Ticks;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Puts rows of a table into a named window of a runtime as its {@link InsertPlan} says. Not safe to share.
 *
 * <p>Worked: a call with the token t1 comes, and no sign-in with t1 is kept from another address: the call is put into
 * the window of calls, and Esper hears nothing of it. Then a sign-in with t1 from another address comes: it fits the
 * call, so it becomes an event, and the statement that looks for calls finds it.
 */
final class DirectInsert {
    /** Of more rows than these none is foreseen. */
    private static final int FORESEEN = 64;

    private final KeyedWindow window;
    private final RowExpression[] values;
    private final Partner[] partners;
    private final int key;
    private final int until;
    private final long untilMore;

    /** Rows that may come soon, and what is to be put for them. */
    private final Object[][] foreseen = new Object[FORESEEN][];

    private final Object[][] made = new Object[FORESEEN][];
    private int count;
    private int at;

    /** What would see the row if it became an event. */
    private static final class Partner {
        private final KeyedWindow window;
        private final int key;
        private final RowExpression mayFit;
        private final Object[] pair;
        private final int own;

        // Made once and not with each row.
        private final Predicate<Object> fitsPair = this::fitsPair;

        Partner(InsertPlan.Partner plan, KeyedWindow window, int own) {
            this.window = window;
            this.key = plan.key();
            this.mayFit = plan.mayFit();
            this.own = own;
            this.pair = new Object[own + plan.columns().size()];
        }

        /** Whether a row may be there that fits. */
        boolean fits(Object[] row) {
            System.arraycopy(row, 0, pair, 0, own);
            return window.any(row[key], fitsPair);
        }

        private boolean fitsPair(Object other) {
            System.arraycopy(other, 0, pair, own, pair.length - own);
            return mayFit.test(pair);
        }
    }

    private DirectInsert(InsertPlan plan, KeyedWindow window, Partner[] partners) {
        this.window = window;
        this.key = plan.columns().indexOf(window.key());
        this.until = plan.until();
        this.untilMore = plan.untilMore();
        this.values = plan.values().toArray(RowExpression[]::new);
        this.partners = partners;
    }

    /** The same for a runtime; empty if its windows do not hold their rows as the plan has them. */
    static Optional<DirectInsert> in(EPRuntime runtime, InsertPlan plan) {
        Optional<KeyedWindow> window = window(runtime, plan.window(), plan.columns());
        Partner[] partners = plan.partners().stream()
                .flatMap(partner -> window(runtime, partner.window(), partner.columns()).stream()
                        .map(other -> new Partner(partner, other, plan.columns().size())))
                .toArray(Partner[]::new);
        return window.filter(there -> partners.length == plan.partners().size())
                .map(there -> new DirectInsert(plan, there, partners));
    }

    private static Optional<KeyedWindow> window(EPRuntime runtime, String name, List<String> columns) {
        return KeyedWindow.in(runtime, name).filter(window -> window.holdsArraysOf(columns));
    }

    /** Tells of a row that may come soon. */
    void foresee(Object[] row) {
        if (at > 0) {
            at = 0;
            count = 0;
        }
        if (count < FORESEEN) {
            foreseen[count] = row;
            made[count++] = made(row);
        }
    }

    /**
     * Fetches what the rows need that were told of, so that the processor waits for memory once and not with each. What
     * is returned means nothing.
     */
    int fetch() {
        int fetched = 0;
        for (int i = at; i < count; i++) {
            Object[] row = made[i];
            if (row != null) {
                fetched += window.foresee(row[key]);
                for (Partner partner : partners) {
                    fetched += partner.window.foresee(row[partner.key]);
                }
            }
        }
        return fetched;
    }

    /**
     * Takes a row that the table's statement wants.
     *
     * @return whether it did; if not, the row has to become an event
     */
    boolean take(Object[] row) {
        Object[] values = madeBefore(row);
        try {
            // A time that is not there is for the statement to fail on.
            if (values == null || values[until] == null || fits(values)) {
                return false;
            }
        } catch (RuntimeException failing) {
            // The statement will fail on the row as well, and say so itself.
            return false;
        }
        window.put(values, Ticks.toMillis((Long) values[until] + untilMore));
        return true;
    }

    private boolean fits(Object[] row) {
        for (Partner partner : partners) {
            if (partner.fits(row)) {
                return true;
            }
        }
        return false;
    }

    /** What is to be put for a row; those that were foreseen before it do not come any more. */
    private Object[] madeBefore(Object[] row) {
        while (at < count) {
            if (foreseen[at++] == row) {
                return made[at - 1];
            }
        }
        return made(row);
    }

    /** What is to be put for a row; null if that cannot be told. */
    private Object[] made(Object[] row) {
        Object[] fresh = new Object[values.length];
        try {
            for (int i = 0; i < fresh.length; i++) {
                fresh[i] = values[i] == null ? null : values[i].of(row);
                if (!window.canHold(i, fresh[i])) {
                    return null;
                }
            }
        } catch (RuntimeException failing) {
            // The statement will fail on the row as well, and say so itself.
            return null;
        }
        return fresh;
    }
}
