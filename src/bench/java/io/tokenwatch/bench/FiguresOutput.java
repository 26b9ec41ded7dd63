package io.tokenwatch.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures, to be read by people and by programs. */
final class FiguresOutput {
    private final Map<String, List<Figure>> figures;
    private final Map<String, String> machine;

    FiguresOutput(Map<String, List<Figure>> figures, Map<String, String> machine) {
        this.figures = figures;
        this.machine = machine;
    }

    private record Line(String part, Figure figure) {}

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        figures.forEach((part, found) -> found.forEach(figure -> lines.add(new Line(part, figure))));
        return lines;
    }

    String text() {
        return AsciiTable.getTable(
                AsciiTable.NO_BORDERS,
                lines(),
                List.of(
                        left("part").with(Line::part),
                        left("figure").with(line -> line.figure().name()),
                        right("median")
                                .with(line -> number(line.figure().spread().median())),
                        right("least").with(line -> least(line.figure().spread())),
                        right("most").with(line -> most(line.figure().spread())),
                        left("unit").with(line -> line.figure().unit())));
    }

    private static Column left(String head) {
        return new Column()
                .header(head)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(100);
    }

    private static Column right(String head) {
        return new Column().header(head).headerAlign(HorizontalAlign.RIGHT).dataAlign(HorizontalAlign.RIGHT);
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        machine.forEach((name, fact) ->
                text.append("- ").append(name).append(": ").append(fact).append('\n'));
        text.append("\n| part | figure | median | least | most | unit |\n|---|---|--:|--:|--:|---|\n");
        for (Line line : lines()) {
            Spread spread = line.figure().spread();
            text.append("| ")
                    .append(String.join(
                            " | ",
                            line.part(),
                            line.figure().name(),
                            number(spread.median()),
                            least(spread),
                            most(spread),
                            line.figure().unit()))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String least(Spread spread) {
        return spread.least() == spread.most() ? "" : number(spread.least());
    }

    private static String most(Spread spread) {
        return spread.least() == spread.most() ? "" : number(spread.most());
    }

    /** Three digits that count, without a power of ten. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = value == Math.rint(value) || size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    String json() throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Line line : lines()) {
            Map<String, Object> figure = new LinkedHashMap<>();
            figure.put("part", line.part());
            figure.put("figure", line.figure().name());
            figure.put("unit", line.figure().unit());
            figure.put("median", line.figure().spread().median());
            figure.put("least", line.figure().spread().least());
            figure.put("most", line.figure().spread().most());
            list.add(figure);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("figures", list);
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }
}
