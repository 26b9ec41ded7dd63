package io.tokenwatch.cli;

import io.tokenwatch.app.Setting;
import io.tokenwatch.app.Settings;
import io.tokenwatch.app.SettingsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that all commands have for settings. */
final class SettingOptions {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting, such as tokenwatch.http.port=9090; README.md lists them. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--config", paramLabel = "FILE", description = "A file with settings, one KEY=VALUE a line.")
    private Path config;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "default: fit for real logs. kql: exactly what the published KQL queries give.")
    private String profile;

    /**
     * The settings in force.
     *
     * @throws SettingsException if one is wrong
     */
    Settings settings() throws SettingsException {
        return settings(Map.of());
    }

    /**
     * The settings in force where a command has arguments of its own for some of them.
     *
     * @param own what these arguments set
     * @throws SettingsException if one is wrong
     */
    Settings settings(Map<Setting, String> own) throws SettingsException {
        Map<String, String> all = new LinkedHashMap<>(set);
        own.forEach((setting, value) -> all.put(setting.key(), value));
        if (profile != null) {
            all.put(Setting.PROFILE.key(), profile);
        }
        return Settings.gather(config, System.getenv(), all);
    }
}
