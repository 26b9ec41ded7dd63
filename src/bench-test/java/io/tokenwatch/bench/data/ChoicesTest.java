package io.tokenwatch.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChoicesTest {
    private final Seeded random = new Seeded(1);

    @Test
    void picksByWeight() {
        Choices countries = Choices.of("countries");
        int all = countries.all().stream()
                .mapToInt(choice -> choice.number("weight"))
                .sum();
        Map<String, Integer> picked = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            picked.merge(countries.pick(random).text("CountryOrRegion"), 1, Integer::sum);
        }

        for (Choice choice : countries.all()) {
            double expected = choice.number("weight") / (double) all;
            assertEquals(expected, picked.get(choice.text("CountryOrRegion")) / 100_000.0, 0.01);
        }
    }

    @Test
    void picksSeveralDifferentOnes() {
        Choices resources = Choices.of("resources").where("passes", "yes");
        List<Choice> all = resources.pick(resources.all().size(), random);

        assertEquals(new HashSet<>(resources.all()), new HashSet<>(all));
        assertThrows(IllegalArgumentException.class, () -> resources.pick(all.size() + 1, random));
    }

    @Test
    void refusesTextsThatRowsWouldHaveToEscape() {
        assertThrows(IllegalArgumentException.class, () -> Choice.utf8("a \"quote\""));
        assertThrows(IllegalArgumentException.class, () -> Choice.utf8("back\\slash"));
        assertThrows(IllegalArgumentException.class, () -> Choice.utf8("line\nbreak"));
    }

    @Test
    void refusesAColumnThatIsNotThere() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Choices.of("countries").all().get(0).text("Continent"));
    }
}
