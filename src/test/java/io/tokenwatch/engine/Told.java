package io.tokenwatch.engine;

import java.util.List;
import java.util.function.Function;

/**
 * Notes what a rule tells.
 *
 * @param told gets the text of each finding, and a word for each move of event time
 * @param text what is noted of a finding
 */
record Told(List<String> told, Function<Finding, String> text) implements Findings {
    /** Notes a column of each finding. */
    static Told column(String column, List<String> told) {
        return new Told(told, finding -> String.valueOf(finding.get(column)));
    }

    @Override
    public void found(Finding finding) {
        told.add(text.apply(finding));
    }

    @Override
    public void advanced(Rule rule, long lowWatermark) {
        told.add("advanced");
    }

    @Override
    public void forgotten(Rule rule, long lowWatermark) {
        told.add("forgotten");
    }

    @Override
    public void ended() {
        told.add("ended");
    }
}
