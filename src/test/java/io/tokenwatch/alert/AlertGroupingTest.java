package io.tokenwatch.alert;

import static io.tokenwatch.alert.Book.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.Ticks;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What an alert says that stands for many rows. */
class AlertGroupingTest {
    private static Alert alertOf(List<Integer> minutes) {
        Book book = new Book();
        for (int minute : minutes) {
            String time = Ticks.toIso(at("10:00") + minute * Ticks.PER_MINUTE).substring(11, 16);
            book.called("t1", "a", time, "/" + minute, "11:00");
        }
        book.book.ended();
        return book.last();
    }

    @Test
    void showsTheEarliestRowsAndCountsAll() {
        Alert alert = alertOf(List.of(9, 3, 7, 1, 8, 2, 4));

        assertEquals(7, alert.count());
        assertEquals(at("10:01"), alert.firstEvent());
        assertEquals(at("10:09"), alert.lastEvent());
        assertEquals("/1", alert.row().get("Uri"));
        assertEquals(
                List.of("/1", "/2", "/3", "/4", "/7"),
                alert.samples().stream().map(sample -> sample.get("Uri")).toList());
        assertEquals(
                Map.of("TimeGenerated", "2024-05-01T10:01:00.0000000Z", "Uri", "/1"),
                alert.samples().get(0));
    }

    @Test
    void isOneOfEachKey() {
        Book book = new Book();
        book.called("t1", "a", "10:00", "/", "11:00")
                .called("t1", "b", "10:00", "/", "11:00")
                .called("t2", "a", "10:00", "/", "11:00")
                .called("t1", "a", "10:01", "/", "11:00");
        book.book.tellAllChanges();

        assertEquals(List.of("open 1", "open 1", "open 1", "updated 2"), book.tellings());
        assertEquals(2, book.last().count());
    }

    @Test
    void showsRowsOfOneTimeInAFixedOrder() {
        Book book = new Book();
        Book other = new Book();
        for (String uri : List.of("/a", "/b", "/c", "/d", "/e", "/f")) {
            book.called("t1", "a", "10:00", uri, "11:00");
        }
        for (String uri : List.of("/f", "/b", "/e", "/a", "/d", "/c")) {
            other.called("t1", "a", "10:00", uri, "11:00");
        }
        book.book.ended();
        other.book.ended();

        assertEquals(book.last().samples(), other.last().samples());
        assertEquals(book.last().row(), other.last().row());
    }

    @Provide
    Arbitrary<List<Integer>> minutes() {
        return Arbitraries.integers().between(0, 59).list().ofMinSize(1).ofMaxSize(20);
    }

    @Property
    void isTheSameInWhateverOrderRowsCome(@ForAll("minutes") List<Integer> minutes) {
        Alert alert = alertOf(minutes);
        Alert sorted = alertOf(minutes.stream().sorted().toList());

        assertEquals(sorted.toJson(), alert.toJson());
        assertEquals(minutes.size(), alert.count());
    }
}
