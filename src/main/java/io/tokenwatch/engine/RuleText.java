package io.tokenwatch.engine;

import java.util.List;

/** A detection's EPL with what was read out of it. */
record RuleText(
        EplFile file,
        List<Statement> statements,
        DetectionInfo detection,
        List<Subscription> subscriptions,
        List<InsertPlan> inserts) {}
