package io.tokenwatch.bench.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A list among the resources, of which lines are picked by the weights in its last column. Immutable. */
final class Choices {
    private static final String WEIGHT = "weight";

    private final List<Choice> choices;
    private final int[] upTo;

    private Choices(List<Choice> choices) {
        this.choices = choices;
        this.upTo = new int[choices.size()];
        int sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += choices.get(i).number(WEIGHT);
            upTo[i] = sum;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("expected at least one choice");
        }
    }

    /** Reads the list of a name. */
    static Choices of(String name) {
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .ofNamedCsvRecord(new InputStreamReader(
                        Choices.class.getResourceAsStream(name + ".csv"), StandardCharsets.UTF_8))) {
            return new Choices(records.stream()
                    .map(record -> new Choice(record.getFieldsAsMap()))
                    .toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The choices that a test accepts. */
    Choices only(Predicate<Choice> test) {
        return new Choices(choices.stream().filter(test).toList());
    }

    /** The choices with a value in a column. */
    Choices where(String column, String value) {
        return only(choice -> choice.is(column, value));
    }

    List<Choice> all() {
        return choices;
    }

    Choice pick(Seeded random) {
        int point = random.below(upTo[upTo.length - 1]);
        int i = 0;
        while (upTo[i] <= point) {
            i++;
        }
        return choices.get(i);
    }

    /** Some choices, each another one, whatever their weights. */
    List<Choice> pick(int count, Seeded random) {
        if (count > choices.size()) {
            throw new IllegalArgumentException("expected " + count + " choices, and there are " + choices.size());
        }
        Set<Integer> places = new TreeSet<>();
        while (places.size() < count) {
            places.add(random.below(choices.size()));
        }
        return places.stream().map(choices::get).toList();
    }
}
