package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import java.util.List;

/**
 * A detection that is ready to be deployed. Immutable and safe to share.
 *
 * @param inserts which of its rows need not become events
 * @param key what it was compiled from: the same key, the same rule
 */
record CompiledRule(
        Rule rule, String key, List<Subscription> subscriptions, List<InsertPlan> inserts, EPCompiled compiled) {}
