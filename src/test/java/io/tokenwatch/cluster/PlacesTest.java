package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places();

    @Test
    void tellsOfEachPartitionWhichRulesWantTheRowThere() {
        places.add(3, 0b001);
        places.add(5, 0b010);
        places.add(3, 0b100);
        assertEquals(2, places.count());
        assertEquals(3, places.partition(0));
        assertEquals(0b101, places.wanted(0));
        assertEquals(5, places.partition(1));
        assertEquals(0b010, places.wanted(1));
    }

    @Test
    void forgetsTheRowBefore() {
        places.add(3, 0b001);
        places.clear();
        places.add(3, 0b010);
        assertEquals(1, places.count());
        assertEquals(0b010, places.wanted(0));
    }
}
