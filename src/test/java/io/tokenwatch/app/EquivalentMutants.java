package io.tokenwatch.app;

import java.util.List;
import java.util.regex.Pattern;

/** Broken rules that give the same alerts as the rule, so that no sample can tell them apart, with the reason. */
final class EquivalentMutants {
    private static final String GIVEN_UP =
            "no row of an hour is taken when its table's watermark is where the context ends, so it may also end later";
    private static final String NULL_JOINS_NONE =
            "a token that is null is equal to none, so such rows only take up room";
    private static final String MADE_UP = "a call without a token id only gets one that no sign-in has";

    private static final String NO_ID = "a call without a token id is left out by the filter, where null is not true";

    private static final String ONE_NETWORK = "equal addresses are of one network; comparing them first saves time";

    private static final List<Equivalent> ALL = List.of(
            new Equivalent("T1550.001", "create context .* -> TimeGenerated>s\\..*", GIVEN_UP),
            new Equivalent("T1550.001", "create context .*: \"1h\" -> \"2h\"", GIVEN_UP),
            new Equivalent("T1550.001", "create context .*: retention_\\w+ -> TimeGenerated", GIVEN_UP),
            new Equivalent("T1528", "insert into IssuedTokens .* filter: without .*", NULL_JOINS_NONE),
            new Equivalent(
                    "T1528",
                    "insert into IssuedTokens .* filter: .*token_id\\(.*\\) -> UniqueTokenIdentifier",
                    NULL_JOINS_NONE),
            new Equivalent(
                    "T1528",
                    "insert into UsedTokens .* filter: .* is not null -> .* between \\w+ and \\w+",
                    NULL_JOINS_NONE),
            new Equivalent(
                    "T1528",
                    "insert into UsedTokens .* filter: .*token_id\\(.*\\) -> SignInActivityId",
                    NULL_JOINS_NONE),
            new Equivalent("T1528", "insert into UsedTokens .*token_id\\(.*\\): \"\" -> .*", MADE_UP),
            new Equivalent(
                    "T1528",
                    "on insert into TokenReplay .* where: (.*) and \\w+\\.Address!=\\w+\\.Address and (.*) -> \\1 and \\2",
                    ONE_NETWORK),
            new Equivalent(
                    "T1528",
                    "on insert into TokenReplay .* where: \\w+\\.Address!=\\w+\\.Address: issued\\.Address -> issued\\.ServicePrincipalName",
                    ONE_NETWORK),
            new Equivalent(
                    "T1562.008", "insert into TokenUsed .* filter: .*token_id\\(.*\\) -> SignInActivityId", NO_ID),
            new Equivalent("T1562.008", "insert into TokenUsed .* filter: .*: \"\" -> .*", NO_ID),
            new Equivalent("T1562.008", "insert into TokenUsed .* select: token_id\\(.*\\): \"\" -> .*", NO_ID));

    private final List<Equivalent> ofDetection;

    EquivalentMutants(String detection) {
        this.ofDetection =
                ALL.stream().filter(one -> one.detection().equals(detection)).toList();
    }

    /**
     * Some mutants of a detection.
     *
     * @param what matches what they are
     * @param reason why they give the same alerts
     */
    private record Equivalent(String detection, String what, String reason) {
        boolean matches(String mutant) {
            return Pattern.matches(what, mutant);
        }
    }

    /** The survivors that are not listed here. */
    List<String> others(List<String> survivors) {
        return survivors.stream()
                .filter(mutant -> ofDetection.stream().noneMatch(one -> one.matches(mutant)))
                .toList();
    }

    /** What is listed here although no survivor is like it. */
    List<String> notAmong(List<String> survivors) {
        return ofDetection.stream()
                .filter(one -> survivors.stream().noneMatch(one::matches))
                .map(one -> one.what() + " (" + one.reason() + ")")
                .toList();
    }
}
