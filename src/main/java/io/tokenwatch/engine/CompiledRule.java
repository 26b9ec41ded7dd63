package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import java.util.List;

/** A detection that is ready to be deployed. Immutable and safe to share. */
record CompiledRule(Rule rule, List<Subscription> subscriptions, EPCompiled compiled) {}
