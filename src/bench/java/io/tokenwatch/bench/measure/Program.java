package io.tokenwatch.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that is run in a process of its own and measured.
 *
 * @param command the program and its arguments
 * @param environment what is added to the environment
 */
public record Program(List<String> command, Map<String, String> environment) {
    private static final long LOOK_MILLIS = 20;
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    /** Bash knows what its children used, which Java does not tell. What the program prints goes to a file. */
    private static final String TIMED = "TIMEFORMAT='%3R %3U %3S'; time \"$@\" >\"$0\" 2>&1";

    /**
     * Runs it to its end.
     *
     * @param log gets what it prints
     * @throws IOException if it cannot be started or ends with another exit code than 0
     */
    public Usage run(Path log) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("bash", "-c", TIMED, log.toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(
                    peak,
                    process.descendants().mapToLong(Program::resident).max().orElse(0));
        }
        String times = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + tail(log));
        }
        return usage(times, peak);
    }

    /** @param times seconds of wall, user and system time; the decimal point may be a comma */
    static Usage usage(String times, long peak) {
        String[] seconds = times.strip().replace(',', '.').split("\\s+");
        double user = Double.parseDouble(seconds[1]);
        return new Usage(Double.parseDouble(seconds[0]), user + Double.parseDouble(seconds[2]), peak);
    }

    /** The most memory that a process had resident so far, in bytes. */
    private static long resident(ProcessHandle process) {
        try {
            Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
            return line.find() ? Long.parseLong(line.group(1)) * 1024 : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static String tail(Path log) throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 2000));
    }
}
