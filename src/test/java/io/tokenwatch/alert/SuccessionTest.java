package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.engine.Rule;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** What becomes of alerts when the rule that gave them is edited. */
class SuccessionTest {
    private static final BiPredicate<Rule, Long> ALL_KEPT = (rule, time) -> true;

    private final Book before = new Book();
    private final Book edited = new Book();

    private void succeed(List<Rule> retired, List<Rule> fresh, BiPredicate<Rule, Long> kept) {
        before.told.clear();
        new Succession(List.of(before.book), List.of(edited.book), kept).take(retired, fresh);
    }

    private void succeed() {
        succeed(List.of(Book.HOURLY), List.of(Book.HOURLY), ALL_KEPT);
    }

    @Test
    void saysNothingOfAnAlertThatIsAsItWas() {
        before.found("ada", "10:05", 12, "low", "a");
        edited.found("ada", "10:05", 12, "low", "a");
        succeed();

        assertEquals(List.of(), before.tellings());
        before.found("ada", "10:06", 13, "high", "a");
        assertEquals(List.of("updated 2"), before.tellings());
    }

    @Test
    void tellsOfAnAlertThatIsAnotherNow() {
        before.found("ada", "10:05", 12, "low", "a");
        String id = before.last().id();
        edited.found("ada", "10:05", 12, "high", "a");
        succeed();

        assertEquals(List.of("updated 2"), before.tellings());
        assertEquals(id, before.last().id());
    }

    @Test
    void tellsWhatWasStillWaitingToBeTold() {
        before.found("ada", "10:05", 12, "low", "a").found("ada", "10:06", 13, "low", "a");
        edited.found("ada", "10:05", 12, "low", "a").found("ada", "10:06", 13, "low", "a");
        succeed();

        assertEquals(List.of("updated 2"), before.tellings());
    }

    @Test
    void opensAnAlertThatOnlyTheEditedRuleFinds() {
        edited.found("ada", "10:05", 6, "low", "a").found("ada", "10:06", 7, "low", "a");
        succeed();

        assertEquals(List.of("open 1"), before.tellings());
        assertEquals(7L, before.last().row().get("Count"));
    }

    @Test
    void tellsAnAlertOfAnHourThatHasEndedAsFinal() {
        edited.found("ada", "10:05", 6, "low", "a").watermark(Book.HOURLY, "12:00");
        succeed();

        assertEquals(List.of("final 1"), before.tellings());
    }

    @Test
    void closesAnAlertThatIsNoLongerFound() {
        before.found("ada", "10:05", 12, "low", "a");
        succeed();

        assertEquals(List.of("closed 2"), before.tellings());
        assertEquals(12L, before.last().row().get("Count"));
    }

    @Test
    void closesAFinalAlertThatIsNoLongerFound() {
        before.found("ada", "10:05", 12, "low", "a").watermark(Book.HOURLY, "12:00");
        succeed();

        assertEquals(List.of("closed 3"), before.tellings());
    }

    @Test
    void opensAClosedAlertAgainUnderItsId() {
        before.found("ada", "10:05", 12, "low", "a");
        String id = before.last().id();
        succeed();
        edited.found("ada", "10:05", 12, "low", "a");
        succeed();

        assertEquals(List.of("updated 3"), before.tellings());
        assertEquals(id, before.last().id());
        before.found("ada", "10:06", 13, "high", "a");
        assertEquals(List.of("updated 3", "updated 4"), before.tellings());
    }

    @Test
    void goesOnWithAClosedAlertThatALaterRowFindsAgain() {
        before.found("ada", "10:05", 12, "low", "a");
        succeed();
        before.found("ada", "10:06", 21, "low", "a");

        assertEquals(List.of("closed 2", "updated 3"), before.tellings());
    }

    @Test
    void goesOnWithAClosedAlertThatIsFoundOnAnotherLane() {
        Book elsewhere = new Book();
        elsewhere.found("ada", "10:05", 12, "low", "a");
        Succession succession =
                new Succession(List.of(before.book, elsewhere.book), List.of(edited.book, new Book().book), ALL_KEPT);
        succession.take(List.of(Book.HOURLY), List.of(Book.HOURLY));
        edited.found("ada", "10:05", 12, "low", "a");
        succession.take(List.of(Book.HOURLY), List.of(Book.HOURLY));

        assertEquals(List.of("open 1", "closed 2"), elsewhere.tellings());
        assertEquals(List.of("updated 3"), before.tellings());
    }

    @Test
    void goesOnWithTheAlertsOfARuleThatIsBack() {
        before.found("ada", "10:05", 12, "low", "a").watermark(Book.HOURLY, "12:00");
        before.called("t", "a", "10:05", "/x", "18:00");
        succeed(List.of(Book.HOURLY, Book.EACH), List.of(), ALL_KEPT);
        edited.found("ada", "10:05", 12, "low", "a").watermark(Book.HOURLY, "12:00");
        edited.called("t", "a", "10:05", "/x", "18:00");
        succeed(List.of(), List.of(Book.HOURLY, Book.EACH), ALL_KEPT);

        assertEquals(List.of("final 3", "updated 3"), before.tellings());
    }

    @Test
    void leavesAnAlertWhoseRowsAreGoneAsItWas() {
        before.called("t", "a", "10:05", "/x", "18:00").called("t", "a", "10:06", "/y", "18:00");
        before.book.tellAllChanges();
        edited.called("t", "a", "10:06", "/y", "18:00");
        succeed(List.of(Book.EACH), List.of(Book.EACH), (rule, time) -> time >= Book.at("10:06"));

        assertEquals(List.of(), before.tellings());
        before.called("t", "a", "10:07", "/z", "18:00");
        before.book.tellAllChanges();
        assertEquals(3, before.last().count());
        assertEquals(List.of("updated 3"), before.tellings());
    }

    @Test
    void endsAnAlertWhoseRowsAreGoneOnce() {
        before.called("t", "a", "10:05", "/x", "12:00");
        edited.called("t", "a", "10:06", "/y", "12:00");
        succeed(List.of(Book.EACH), List.of(Book.EACH), (rule, time) -> time >= Book.at("10:06"));
        before.watermark(Book.EACH, "13:00");

        assertEquals(List.of("final 2"), before.tellings());
    }

    @Test
    void closesTheOpenAlertsOfARuleThatIsGoneAndLeavesTheFinalOnes() {
        before.found("ada", "10:05", 12, "low", "a").watermark(Book.HOURLY, "12:00");
        before.called("t", "a", "10:05", "/x", "18:00");
        succeed(List.of(Book.HOURLY, Book.EACH), List.of(), ALL_KEPT);

        assertEquals(List.of("closed 2"), before.tellings());
        assertEquals("T9002", before.last().detection().id());
        before.watermark(Book.EACH, "2T18:00");
        assertEquals(List.of("closed 2"), before.tellings());
    }

    @Test
    void leavesOtherRulesAlone() {
        before.called("t", "a", "10:05", "/x", "18:00").found("ada", "10:05", 12, "low", "a");
        succeed();
        before.called("t", "a", "10:06", "/y", "18:00");
        before.book.tellAllChanges();

        assertEquals(List.of("closed 2", "updated 2"), before.tellings());
    }

    @Test
    void findsTheAlertOnWhicheverLaneItIsNow() {
        Book otherLane = new Book();
        Book otherEdited = new Book();
        before.found("ada", "10:05", 12, "low", "a");
        otherEdited.found("ada", "10:05", 13, "low", "a");
        new Succession(List.of(before.book, otherLane.book), List.of(edited.book, otherEdited.book), ALL_KEPT)
                .take(List.of(Book.HOURLY), List.of(Book.HOURLY));

        assertEquals(List.of("open 1"), before.tellings());
        assertEquals(List.of("updated 2"), otherLane.tellings());
    }
}
