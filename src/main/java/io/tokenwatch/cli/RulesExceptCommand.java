package io.tokenwatch.cli;

import io.tokenwatch.app.ExceptionLines;
import io.tokenwatch.engine.ExceptionItem;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rules except}: adds a line to the exceptions. */
@Command(
        name = "except",
        mixinStandardHelpOptions = true,
        description = {
            "Adds an exception to lists/exceptions.csv: alerts whose field has that value are no longer told.",
            "",
            "They are counted all the same; replay --show-excepted and GET /api/v1/alerts?excepted=true show them. A running service takes the line up by"
                    + " itself. When it expires, or is removed from the file, the alerts come back."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch rules except --detection ID --field ServicePrincipalName --value backup --reason 'its runners share one token' --expires 2026-12-31",
            "  tokenwatch rules except --detection '*' --field ip --value 198.51.100.0/24 --reason 'penetration test' --owner red.team --expires 2026-07-01T18:00:00Z"
        })
final class RulesExceptCommand implements Callable<Integer> {
    @Option(
            names = "--detection",
            required = true,
            paramLabel = "ID",
            description = "The detection's id, or * for any.")
    private String detection;

    @Option(
            names = "--field",
            required = true,
            paramLabel = "FIELD",
            description =
                    "A column of the alert's row, such as ServicePrincipalName, or the type of an entity, such as account or ip. Where it has several"
                            + " values, all must match.")
    private String field;

    @Option(
            names = "--value",
            required = true,
            paramLabel = "VALUE",
            description = "A text in any case, an address, a range like 198.51.100.0/24, or a pattern with *.")
    private String value;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why these alerts are no concern.")
    private String reason;

    @Option(
            names = "--owner",
            defaultValue = "${sys:user.name}",
            paramLabel = "NAME",
            description = "Whom to ask; otherwise you.")
    private String owner;

    @Option(
            names = "--expires",
            required = true,
            paramLabel = "TIME",
            description = "A day like 2026-12-31 (to its end, UTC), a time like 2026-12-31T18:00:00Z, or never.")
    private String expires;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ExceptionItem added = new ExceptionLines(settings.settings(), Clock.systemUTC())
                .add(Map.of(
                        "detection", detection,
                        "field", field,
                        "value", value,
                        "reason", reason,
                        "owner", owner,
                        "expires", expires));
        spec.commandLine()
                .getOut()
                .println(added.place() + ": alerts of "
                        + (added.detection().equals(ExceptionItem.ANY) ? "any detection" : added.detection()) + " with "
                        + added.field() + " " + added.value() + " are excepted until " + added.expires() + " ("
                        + added.owner() + ": " + added.reason() + ")");
        return ExitCode.OK;
    }
}
