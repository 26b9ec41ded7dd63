/** Benchmarks of the program's parts by themselves, with JMH. */
package io.tokenwatch.bench.jmh;
