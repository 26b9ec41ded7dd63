/**
 * What rules may not do: reach Java behind Esper's back, or hold ever more memory. Three layers, each of use without
 * the others: {@link io.tokenwatch.engine.safety.StatementCheck} reads the text before anything is compiled,
 * {@link io.tokenwatch.engine.safety.KnownClasses} is all that the compiler can find, and
 * {@link io.tokenwatch.engine.safety.BytecodeCheck} reads what was compiled before it is deployed.
 */
package io.tokenwatch.engine.safety;
