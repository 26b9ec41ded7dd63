package io.tokenwatch.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One sample: a folder with events and the alerts that they must give. Immutable.
 *
 * @param detection the id of the detection that it tests
 * @param name its folder's name
 * @param folder where it is
 */
public record SampleCase(String detection, String name, Path folder) {
    private static final String ALERTS = "alerts.ndjson";
    private static final String KQL_ALERTS = "alerts.kql.ndjson";
    private static final String PROPERTIES = "case.properties";
    private static final String CLOCK = "clock";

    /**
     * The cases below a folder of samples, by detection and name.
     *
     * @throws IOException if the folder is not there or cannot be read
     */
    public static List<SampleCase> in(Path samples) throws IOException {
        List<SampleCase> cases = new ArrayList<>();
        for (Path detection : foldersIn(samples)) {
            for (Path folder : foldersIn(detection)) {
                cases.add(new SampleCase(
                        detection.getFileName().toString(), folder.getFileName().toString(), folder));
            }
        }
        return cases;
    }

    private static List<Path> foldersIn(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }

    /**
     * What must be told, one telling a line; nothing if it is not said.
     *
     * @param kql whether the profile is the one of the KQL queries, for which a case may say something else
     */
    public Optional<List<String>> expected(boolean kql) throws IOException {
        Path file =
                kql && Files.exists(folder.resolve(KQL_ALERTS)) ? folder.resolve(KQL_ALERTS) : folder.resolve(ALERTS);
        return Files.exists(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
    }

    /** Writes what must be told. What the profile of the KQL queries tells is only kept where it is something else. */
    void expect(boolean kql, List<String> tellings) throws IOException {
        Path own = folder.resolve(KQL_ALERTS);
        if (!kql) {
            Files.write(folder.resolve(ALERTS), tellings);
        } else if (tellings.equals(expected(false).orElse(null))) {
            Files.deleteIfExists(own);
        } else {
            Files.write(own, tellings);
        }
    }

    /** What the case sets for itself in {@value #PROPERTIES}: settings, by name. */
    public Map<String, String> settings() throws IOException {
        Map<String, String> settings = properties();
        settings.remove(CLOCK);
        return settings;
    }

    /**
     * What the wall clock says while the case runs, if it says so itself in {@value #PROPERTIES}.
     *
     * @throws SettingsException if it is no time
     */
    Optional<Instant> clock() throws IOException, SettingsException {
        String clock = properties().get(CLOCK);
        try {
            return Optional.ofNullable(clock).map(Instant::parse);
        } catch (DateTimeParseException wrong) {
            throw new SettingsException(place() + ": clock=" + clock + ": expected a time like 2025-05-06T08:12:00Z");
        }
    }

    /** The file that the case's settings are in. */
    String place() {
        return folder.resolve(PROPERTIES).toString();
    }

    private Map<String, String> properties() throws IOException {
        Map<String, String> all = new TreeMap<>();
        Path file = folder.resolve(PROPERTIES);
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            properties.stringPropertyNames().forEach(key -> all.put(key, properties.getProperty(key)));
        }
        return all;
    }

    @Override
    public String toString() {
        return detection + "/" + name;
    }
}
