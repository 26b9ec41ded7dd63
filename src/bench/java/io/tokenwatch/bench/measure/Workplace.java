package io.tokenwatch.bench.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where the benchmark runs: the one place that knows how programs are called.
 *
 * @param home the program's folder, with its launcher
 * @param dir the folder for generated logs and what comes of them
 */
public record Workplace(Path home, Path dir) {
    private static final String OPTIONS = "TOKENWATCH_JAVA_OPTIONS";

    public Path file(String name) {
        return dir.resolve(name);
    }

    /** What the launcher gives the virtual machine by itself; for programs that are compared with it. */
    public static List<String> launchersOptions() {
        return List.of("-Xmx1g", "-XX:+UseParallelGC");
    }

    /** Tokenwatch, by its launcher. */
    public Program tokenwatch(List<String> arguments) {
        return tokenwatch(arguments, "");
    }

    /** @param javaOptions more options for its virtual machine */
    public Program tokenwatch(List<String> arguments, String javaOptions) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("tokenwatch").toString());
        command.addAll(arguments);
        command.addAll(List.of("--set", "tokenwatch.data.dir=" + file("data")));
        String options = System.getenv().getOrDefault(OPTIONS, "") + " " + javaOptions;
        return new Program(command, Map.of(OPTIONS, options.strip()));
    }

    /** {@code tokenwatch replay} of a file. */
    public List<String> replay(Path events, Path alerts, String... more) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--format", "json", "--out", alerts.toString()));
        arguments.addAll(Arrays.asList(more));
        arguments.add(events.toString());
        return arguments;
    }

    /** A program of the benchmark's own, in a virtual machine of its own. */
    public static Program java(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new Program(command, Map.of());
    }
}
