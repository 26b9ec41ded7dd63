package io.tokenwatch.app;

import io.tokenwatch.engine.Comparisons;
import io.tokenwatch.engine.TokenKey;
import io.tokenwatch.engine.function.Kql;
import io.tokenwatch.event.Limits;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings in force: the command line's before the environment's before the configuration file's before the
 * profile's before the defaults. Immutable.
 */
public final class Settings {
    /** The folder that the program lives in; a system property that the launcher sets. */
    private static final String HOME = "tokenwatch.home";

    private static final Duration UNLIMITED = Duration.ofDays(1_000_000);
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Gathers the settings.
     *
     * @param config a configuration file in properties form, or null
     * @param environment the environment's variables
     * @param set what the command line sets
     * @throws SettingsException if a setting is unknown or its value does not fit
     */
    public static Settings gather(Path config, Map<String, String> environment, Map<String, String> set)
            throws SettingsException {
        Map<String, String> values = new HashMap<>();
        if (config != null) {
            file(config).forEach(values::put);
        }
        environment.forEach((variable, value) -> {
            if (variable.startsWith("TOKENWATCH_")) {
                Setting.ofVariable(variable).ifPresent(key -> values.put(key, value));
            }
        });
        for (Map.Entry<String, String> one : set.entrySet()) {
            check(one.getKey(), "--set " + one.getKey());
            values.put(one.getKey(), one.getValue());
        }
        Settings settings = new Settings(values);
        settings.checkAll();
        return settings;
    }

    private static Map<String, String> file(Path config) throws SettingsException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(config)) {
            properties.load(reader);
            List<String> lines = Files.readAllLines(config);
            Map<String, String> values = new TreeMap<>();
            for (String key : properties.stringPropertyNames()) {
                int line = 1;
                while (line <= lines.size()
                        && !lines.get(line - 1).stripLeading().startsWith(key)) {
                    line++;
                }
                check(key, config + ":" + line + ": " + key);
                values.put(key, properties.getProperty(key));
            }
            return values;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new SettingsException("cannot read the configuration " + config + ": " + unreadable);
        }
    }

    private static void check(String key, String where) throws SettingsException {
        checkPublic(key, where);
        if (Setting.named(key).isEmpty()) {
            String nearest = Arrays.stream(Setting.values())
                    .map(Setting::key)
                    .min(Comparator.comparingInt(known -> distance(known, key)))
                    .orElseThrow();
            throw new SettingsException(where + ": there is no such setting; did you mean " + nearest + "?");
        }
    }

    /** A secret must not stand where anybody lists processes or reads files. */
    private static void checkPublic(String key, String where) throws SettingsException {
        if (key.equals(Setting.TOKEN_KEY.key())) {
            throw new SettingsException(
                    where + ": the key is only taken from the environment, as " + Setting.TOKEN_KEY.variable());
        }
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /** Reads every value once, so that a wrong one is told before anything starts. */
    private void checkAll() throws SettingsException {
        try {
            List<Setting> numbers = List.of(
                    Setting.HTTP_PORT,
                    Setting.LANES,
                    Setting.ALERTS_REMEMBERED,
                    Setting.ROW_DEPTH,
                    Setting.REPLAY_KEEP,
                    Setting.CLUSTER_PORT,
                    Setting.CLUSTER_BACKUPS);
            numbers.forEach(this::number);
            List.of(
                            Setting.UPDATE_INTERVAL,
                            Setting.CLOCK_SKEW,
                            Setting.IDLE_TIMEOUT,
                            Setting.INBOX_QUIET,
                            Setting.INBOX_UNFINISHED,
                            Setting.CLUSTER_FAILURE,
                            Setting.CLUSTER_MERGE)
                    .forEach(this::duration);
            List.of(Setting.ROW_BYTES, Setting.HTTP_BODY).forEach(this::bytes);
            List.of(
                            Setting.DUPLICATES_ONCE,
                            Setting.ADDRESS_CANONICAL,
                            Setting.ADDRESS_IGNORE_EMPTY,
                            Setting.TOKEN_CANONICAL,
                            Setting.NAT_POOLS)
                    .forEach(this::flag);
            kqlProfile();
            if (Membership.isWanted(this)) {
                Membership.options(this);
            }
            tokenKey();
            for (String key : values.keySet()) {
                if (key.startsWith(Setting.LATENESS.key("")) || key.startsWith(Setting.RETENTION.key(""))) {
                    duration(key, values.get(key));
                }
            }
        } catch (IllegalArgumentException wrong) {
            throw new SettingsException(wrong.getMessage());
        }
    }

    /**
     * These settings with some of them changed.
     *
     * @param where what a message calls the place that changes them
     * @throws SettingsException if one is unknown or its value does not fit
     */
    Settings with(Map<String, String> changes, String where) throws SettingsException {
        Map<String, String> all = new HashMap<>(values);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            check(change.getKey(), where + ": " + change.getKey());
            all.put(change.getKey(), change.getValue());
        }
        Settings changed = new Settings(all);
        changed.checkAll();
        return changed;
    }

    /** Whether someone set it, rather than what it is otherwise. */
    boolean isSet(Setting setting) {
        return values.containsKey(setting.key());
    }

    /** The value of a setting, or null if it is off or a secret that only {@link #tokenKey} gives. */
    public String text(Setting setting) {
        if (setting == Setting.TOKEN_KEY) {
            return null;
        }
        String value = values.get(setting.key());
        if (value == null && kqlProfile() && differsFromKql(setting)) {
            value = "false";
        }
        value = value == null ? setting.otherwise() : value;
        return value == null ? null : resolved(value);
    }

    private static boolean differsFromKql(Setting setting) {
        return setting == Setting.DUPLICATES_ONCE
                || setting == Setting.ADDRESS_CANONICAL
                || setting == Setting.ADDRESS_IGNORE_EMPTY
                || setting == Setting.TOKEN_CANONICAL
                || setting == Setting.NAT_POOLS;
    }

    private String resolved(String value) {
        return REFERENCE.matcher(value).replaceAll(m -> Matcher.quoteReplacement(reference(m.group(1))));
    }

    private String reference(String name) {
        return name.equals(HOME)
                ? System.getProperty(HOME, ".")
                : Setting.named(name).map(this::text).orElse("${" + name + "}");
    }

    /** Whether the profile is the one that gives exactly what the KQL queries give. */
    boolean kqlProfile() {
        String profile = values.getOrDefault(Setting.PROFILE.key(), Setting.PROFILE.otherwise());
        return switch (profile) {
            case "kql" -> true;
            case "default" -> false;
            default -> throw wrong(Setting.PROFILE.key(), profile, "default or kql");
        };
    }

    public Path path(Setting setting) {
        return Path.of(text(setting)).toAbsolutePath().normalize();
    }

    /** @throws IllegalArgumentException if the value is no whole number */
    public int number(Setting setting) {
        try {
            int number = Integer.parseInt(text(setting).strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as a negative one is
        }
        throw wrong(setting.key(), text(setting), "a whole number from 0");
    }

    /** @throws IllegalArgumentException if the value is neither true nor false */
    public boolean flag(Setting setting) {
        return switch (text(setting).strip().toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw wrong(setting.key(), text(setting), "true or false");
        };
    }

    /** @throws IllegalArgumentException if the value is no duration */
    public Duration duration(Setting setting) {
        return duration(setting.key(), text(setting));
    }

    private static Duration duration(String key, String value) {
        String text = value.strip();
        if (text.equalsIgnoreCase("unlimited")) {
            return UNLIMITED;
        }
        try {
            return text.startsWith("P") ? Duration.parse(text) : Duration.ofMillis(Kql.timespan(text) / 10_000);
        } catch (IllegalArgumentException | java.time.format.DateTimeParseException notADuration) {
            throw wrong(key, value, "a duration like 500ms, 10s, 30m, 32h or 30d, or unlimited");
        }
    }

    /** @throws IllegalArgumentException if the value is no number of bytes */
    public long bytes(Setting setting) {
        Matcher size = Pattern.compile("(\\d{1,9})\\s*([kKmMgG]?)(i?[bB])?")
                .matcher(text(setting).strip());
        if (!size.matches()) {
            throw wrong(setting.key(), text(setting), "a size like 65536, 64KiB, 1MiB or 2GiB");
        }
        int shift = size.group(2).isEmpty()
                ? 0
                : 10 * (1 + "kmg".indexOf(size.group(2).toLowerCase(Locale.ROOT)));
        return Long.parseLong(size.group(1)) << shift;
    }

    private static IllegalArgumentException wrong(String key, String value, String expected) {
        return new IllegalArgumentException(key + "=" + value + ": expected " + expected);
    }

    public Duration lateness(String table, Duration declared) {
        return perTable(Setting.LATENESS, table, declared);
    }

    public Duration retention(String table, Duration declared) {
        return perTable(Setting.RETENTION, table, declared);
    }

    private Duration perTable(Setting setting, String table, Duration declared) {
        return values.entrySet().stream()
                .filter(one -> one.getKey().equalsIgnoreCase(setting.key(table)))
                .findFirst()
                .map(one -> duration(one.getKey(), one.getValue()))
                .orElse(kqlProfile() ? UNLIMITED : declared);
    }

    /** Whether a table's retention is set, rather than what its schema says. */
    public boolean setsRetention() {
        return values.keySet().stream().anyMatch(key -> key.startsWith(Setting.RETENTION.key("")));
    }

    /**
     * The key whose hashes take the place of token ids; null if they stay as they are.
     *
     * @throws IllegalArgumentException if it is too short
     */
    TokenKey tokenKey() {
        String key = values.get(Setting.TOKEN_KEY.key());
        try {
            return key == null
                    ? null
                    : new TokenKey(key.getBytes(StandardCharsets.UTF_8), flag(Setting.TOKEN_CANONICAL));
        } catch (IllegalArgumentException tooShort) {
            throw new IllegalArgumentException(Setting.TOKEN_KEY.variable() + ": " + tooShort.getMessage());
        }
    }

    /** These settings with token ids as they are. */
    Settings withoutTokenKey() {
        Map<String, String> others = new HashMap<>(values);
        others.remove(Setting.TOKEN_KEY.key());
        return new Settings(others);
    }

    public Comparisons comparisons() {
        return new Comparisons(
                flag(Setting.ADDRESS_CANONICAL),
                flag(Setting.ADDRESS_IGNORE_EMPTY),
                flag(Setting.TOKEN_CANONICAL),
                flag(Setting.NAT_POOLS));
    }

    public Limits limits() {
        return new Limits((int) Math.min(bytes(Setting.ROW_BYTES), 1 << 29), number(Setting.ROW_DEPTH));
    }

    /** How many threads run the rules of a service by itself: the more, the fewer rows wait for each other. */
    public int lanes() {
        return threads(Setting.LANES, Runtime.getRuntime().availableProcessors());
    }

    /** How many threads run the rules where other work takes as much: in a replay, or as a member of a cluster. */
    int lanesBesideOthers() {
        return threads(Setting.LANES, halfOfProcessors());
    }

    /** How many threads decode the rows of one source. */
    int decodeThreads() {
        return threads(Setting.DECODE_THREADS, halfOfProcessors());
    }

    private int threads(Setting setting, int otherwise) {
        int threads = number(setting);
        return threads == 0 ? otherwise : threads;
    }

    private static int halfOfProcessors() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** All settings that have a value and are not per table, by name: what routes may name. */
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            String value = text(setting);
            if (value != null) {
                all.put(setting.key(), value);
            }
        }
        all.put(Setting.HTTP_BODY.key() + ".bytes", String.valueOf(bytes(Setting.HTTP_BODY)));
        for (Setting folder : List.of(Setting.DATA_DIR, Setting.INBOX_DIR)) {
            all.put(folder.key(), path(folder).toString());
        }
        return all;
    }
}
