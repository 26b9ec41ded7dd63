/** The benchmark: what Tokenwatch costs per event, how soon its alerts come, and what it keeps in memory. */
package io.tokenwatch.bench;
