package io.tokenwatch.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SteadyTest {
    @Test
    void isTheDifferenceOfTheRunsByTheEventsBetweenThem() {
        Steady steady = Steady.of(new Usage(5, 8, 1), new Usage(11, 20, 2), 750_000);

        assertEquals(8, steady.wallMicros(), 1e-9);
        assertEquals(16, steady.cpuMicros(), 1e-9);
    }
}
