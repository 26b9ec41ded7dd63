package io.tokenwatch.app;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One rule as a list of rules shows it.
 *
 * @param detection what it says about itself
 * @param keys the tables that it reads, each with the key by which its rows come together
 * @param file its file, below the rules' folder
 * @param samples how many cases there are of it
 */
public record RuleListing(DetectionInfo detection, Map<String, String> keys, String file, long samples) {
    /**
     * The rules that the settings name, in the order of their files.
     *
     * @param samples the folder of samples; it need not be there
     * @throws RulesException if they do not compile
     */
    public static List<RuleListing> of(Settings settings, Path samples) throws RulesException, IOException {
        RuleSet rules = RuleLoading.all(settings);
        Map<String, Long> cases = Files.isDirectory(samples)
                ? SampleCase.in(samples).stream()
                        .collect(Collectors.groupingBy(SampleCase::detection, Collectors.counting()))
                : Map.of();
        Function<Rule, RuleListing> listing = rule -> new RuleListing(
                rule.detection(),
                byName(rules.keys(rule)),
                rule.file(),
                cases.getOrDefault(rule.detection().id(), 0L));
        return rules.rules().stream().map(listing).toList();
    }

    private static Map<String, String> byName(Map<Table, String> keys) {
        Map<String, String> named = new LinkedHashMap<>();
        keys.forEach((table, key) -> named.put(table.name(), key));
        return named;
    }

    /** As a JSON object's members, in their order. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", detection.id());
        map.put("title", detection.title());
        map.put("severity", detection.severity());
        map.put("confidence", detection.confidence());
        map.put(
                "techniques",
                detection.techniques().stream().map(DetectionInfo.Named::id).toList());
        map.put("partitionBy", keys);
        map.put("file", file);
        map.put("samples", samples);
        return map;
    }
}
