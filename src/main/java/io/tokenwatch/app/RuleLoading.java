package io.tokenwatch.app;

import io.tokenwatch.engine.RuleOptions;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.engine.safety.Guards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compiles rules as the settings say. All methods throw {@link RulesException} if something in the files is wrong. */
final class RuleLoading {
    private RuleLoading() {}

    /** The rules that run: those of the rules' folder that are not switched off. */
    static RuleSet enabled(Settings settings) throws RulesException, IOException {
        return load(settings, settings.path(Setting.RULES_DIR), null);
    }

    /** All rules of the rules' folder, for those who write them. */
    static RuleSet all(Settings settings) throws RulesException, IOException {
        return RuleSet.load(
                settings.path(Setting.RULES_DIR), options(settings, Set.of(RuleOptions.ALL)), caches(settings), null);
    }

    /**
     * The rules of a folder that are not switched off; compiled ones are taken from the caches.
     *
     * @param running the rules that run: those that are the same are taken over from there; null if there are none
     */
    static RuleSet load(Settings settings, Path rulesDir, RuleSet running) throws RulesException, IOException {
        return RuleSet.load(rulesDir, options(settings, enabledIds(settings)), caches(settings), running);
    }

    private static Set<String> enabledIds(Settings settings) {
        return Arrays.stream(settings.text(Setting.DETECTIONS_ENABLED).split("[,\\s]+"))
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
    }

    private static List<Path> caches(Settings settings) {
        return List.of(settings.path(Setting.DATA_DIR).resolve("cache"), settings.path(Setting.RULES_CACHE));
    }

    private static RuleOptions options(Settings settings, Set<String> enabled) {
        return new RuleOptions(
                settings.comparisons(),
                settings::lateness,
                settings::retention,
                Guards.DEFAULT.withLongestWindow(settings.duration(Setting.WINDOWS_MAX)),
                settings.tokenKey() != null,
                enabled);
    }
}
