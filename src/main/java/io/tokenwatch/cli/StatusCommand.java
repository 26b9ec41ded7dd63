package io.tokenwatch.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.tokenwatch.app.RunningNode;
import io.tokenwatch.event.JsonText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: how a node that runs does, and its cluster. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a node that runs how it does: its checks and, if it is one of several, its cluster.",
            "",
            "The exit code is 0 if all checks are up, and 1 if one is down."
        },
        footer = {"", "Examples:", "  tokenwatch status", "  tokenwatch status http://10.0.0.2:8080 --format json"})
final class StatusCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The node's HTTP API; else the one that the settings describe.")
    private String url;

    @Option(
            names = "--format",
            description = "table: to be read. json: one JSON object. Otherwise a table on a terminal, else json.")
    private TableOrJson format;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        RunningNode node = url == null ? RunningNode.of(settings.settings()) : new RunningNode(url);
        Map<String, Object> health = node.health();
        Map<String, Object> cluster = node.cluster();
        PrintWriter out = spec.commandLine().getOut();
        if (TableOrJson.orDefault(format) == TableOrJson.JSON) {
            Map<String, Object> all = new LinkedHashMap<>(health);
            if (!cluster.isEmpty()) {
                all.put("cluster", cluster);
            }
            out.println(JsonText.of(all));
        } else {
            out.println(node.url() + " is " + health.get("status"));
            out.println(checks(objects(health.get("checks"))));
            if (!cluster.isEmpty()) {
                show(cluster, out);
            }
        }
        out.flush();
        return "UP".equals(health.get("status")) ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static void show(Map<String, Object> cluster, PrintWriter out) {
        List<Map<String, Object>> members = objects(cluster.get("members"));
        out.println(
                "cluster " + cluster.get("name") + ": " + members.size() + " of " + cluster.get("expected") + " nodes, "
                        + (Boolean.TRUE.equals(cluster.get("safe")) ? "every row has its backup" : "rows move now"));
        out.println(AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                members,
                List.of(
                        member("Node", "address"),
                        member("Ready", "ready"),
                        member("Oldest", "oldest"),
                        member("Partitions", "partitions"),
                        member("Kept rows", "keptRows"),
                        member("Waiting bytes", "waitingBytes"),
                        member("Rules", "rulesVersion"))));
    }

    private static String checks(List<Map<String, Object>> checks) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                checks,
                List.of(
                        column("Check").with(check -> text(check.get("name"))),
                        column("Status").with(check -> text(check.get("status"))),
                        column("Detail").with(check -> text(((Map<?, ?>) check.get("data")).get("detail")))));
    }

    private static com.github.freva.asciitable.ColumnData<Map<String, Object>> member(String header, String name) {
        return column(header).with(member -> text(member.get(name)));
    }

    private static Column column(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(100);
    }

    private static String text(Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Object list) {
        return (List<Map<String, Object>>) list;
    }
}
