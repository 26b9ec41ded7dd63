/**
 * Rules: reading, compiling and running EPL. The only home of Esper.
 *
 * <p>Each detection is one EPL file and one Esper module; each lane runs each module in an Esper runtime of its own,
 * whose clock is the low watermark of the tables that the module reads. What a rule finds goes to
 * {@link io.tokenwatch.engine.Findings}.
 */
package io.tokenwatch.engine;
