package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import java.util.List;

/**
 * A detection that is ready to be deployed. Immutable and safe to share.
 *
 * @param key what it was compiled from: the same key, the same rule
 */
record CompiledRule(Rule rule, String key, List<Subscription> subscriptions, EPCompiled compiled) {}
