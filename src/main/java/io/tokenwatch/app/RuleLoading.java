package io.tokenwatch.app;

import io.tokenwatch.engine.RuleOptions;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.engine.safety.Guards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Compiles rules as the settings say. */
final class RuleLoading {
    private RuleLoading() {}

    /**
     * The rules of a folder; compiled ones are taken from the caches.
     *
     * @param running the rules that run: those that are the same are taken over from there; null if there are none
     * @throws RulesException if something in the files is wrong
     * @throws IOException if they cannot be read
     */
    static RuleSet load(Settings settings, Path rulesDir, RuleSet running) throws RulesException, IOException {
        Path own = settings.path(Setting.DATA_DIR).resolve("cache");
        return load(settings, rulesDir, List.of(own, settings.path(Setting.RULES_CACHE)), running);
    }

    /** The rules of a folder, compiled again whatever the caches hold. */
    static RuleSet compile(Settings settings, Path rulesDir) throws RulesException, IOException {
        return load(settings, rulesDir, List.of(), null);
    }

    private static RuleSet load(Settings settings, Path rulesDir, List<Path> caches, RuleSet running)
            throws RulesException, IOException {
        RuleOptions options = new RuleOptions(
                settings.comparisons(),
                settings::lateness,
                settings::retention,
                Guards.DEFAULT.withLongestWindow(settings.duration(Setting.WINDOWS_MAX)));
        return RuleSet.load(rulesDir, options, caches, running);
    }
}
