package io.tokenwatch.bench.measure;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the benchmark finds out: figures by part, and what is wrong. Tells its progress as it goes. */
public final class Report {
    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final PrintWriter progress;

    /** @param progress hears what is being done */
    public Report(PrintWriter progress) {
        this.progress = progress;
    }

    /** Tells what is being done. */
    public void doing(String what) {
        progress.println(what);
        progress.flush();
    }

    public void add(String part, List<Figure> found) {
        figures.computeIfAbsent(part, p -> new ArrayList<>()).addAll(found);
    }

    /** Something that makes the figures worthless. */
    public void wrong(String what) {
        wrong.add(what);
        doing("WRONG: " + what);
    }

    public List<String> wrong() {
        return Collections.unmodifiableList(wrong);
    }

    /** The figures by part, in the order in which they were found. */
    public Map<String, List<Figure>> figures() {
        return Collections.unmodifiableMap(figures);
    }
}
