/**
 * The functions that rules may call beside Esper's own: the Kusto operators that EPL lacks, and what makes addresses
 * and token ids comparable.
 */
package io.tokenwatch.engine.function;
