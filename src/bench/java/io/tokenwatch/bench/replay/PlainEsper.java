package io.tokenwatch.bench.replay;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Both detections on Esper as its documentation shows it, with data binding: each line becomes a map, each map an
 * event. What it does without: rows in another order than that of their times, duplicates, other spellings, alerts.
 */
final class PlainEsper {
    private PlainEsper() {}

    /** @param arguments the file, whose rows are in the order of their times, and one for how many rows came of it */
    public static void main(String[] arguments) throws Exception {
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]));
                BufferedReader first = Files.newBufferedReader(Path.of(arguments[0]))) {
            ObjectReader json = new ObjectMapper().readerFor(Map.class);
            Map<String, Object> begin = json.readValue(first.readLine());
            EPRuntime runtime = runtime(time(begin).truncatedTo(ChronoUnit.HOURS));
            long[] found = new long[2];
            count(runtime, "uses", found, 0);
            count(runtime, "replays", found, 1);
            EPEventService events = runtime.getEventService();
            Instant last = Instant.EPOCH;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Map<String, Object> row = json.readValue(line);
                last = time(row);
                events.advanceTime(last.toEpochMilli());
                events.sendEventMap(row, (String) row.get("Type"));
            }
            events.advanceTime(last.plus(1, ChronoUnit.HOURS).toEpochMilli());
            Files.writeString(Path.of(arguments[1]), found[0] + " " + found[1]);
        }
    }

    private static Instant time(Map<String, Object> row) {
        return Instant.parse((String) row.get("TimeGenerated"));
    }

    private static EPRuntime runtime(Instant start) throws Exception {
        Configuration configuration = new Configuration();
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        String epl;
        try (InputStream in = PlainEsper.class.getResourceAsStream("plain-esper.epl")) {
            epl = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        EPCompiled compiled = EPCompilerProvider.getCompiler().compile(epl, new CompilerArguments(configuration));
        EPRuntime runtime = EPRuntimeProvider.getRuntime("plain", configuration);
        runtime.getEventService().advanceTime(start.toEpochMilli());
        runtime.getDeploymentService().deploy(compiled);
        return runtime;
    }

    private static void count(EPRuntime runtime, String statement, long[] found, int place) {
        String deployment = runtime.getDeploymentService().getDeployments()[0];
        runtime.getDeploymentService()
                .getStatement(deployment, statement)
                .addListener((rows, old, from, where) -> found[place] += rows == null ? 0 : rows.length);
    }
}
