/** How programs are measured, and what is made of the numbers. */
package io.tokenwatch.bench.measure;
