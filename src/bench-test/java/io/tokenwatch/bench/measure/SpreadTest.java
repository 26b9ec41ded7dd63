package io.tokenwatch.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class SpreadTest {
    @Example
    void takesTheMiddleOfAnOddNumberAndTheMeanOfTheTwoMiddlesOfAnEvenOne() {
        assertEquals(new Spread(3, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0)));
        assertEquals(new Spread(4, 1, 9), Spread.of(List.of(9.0, 1.0, 3.0, 5.0)));
        assertEquals(new Spread(2, 2, 2), Spread.of(2));
    }

    @Example
    void needsAMeasurement() {
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
    }

    @Property
    void isTheSameInAnyOrder(@ForAll @Size(min = 1, max = 9) List<@DoubleRange(min = -9, max = 9) Double> measured) {
        List<Double> reversed = new ArrayList<>(measured);
        Collections.reverse(reversed);
        Spread spread = Spread.of(measured);

        assertEquals(spread, Spread.of(reversed));
        assertTrue(spread.least() <= spread.median() && spread.median() <= spread.most(), spread::toString);
    }
}
