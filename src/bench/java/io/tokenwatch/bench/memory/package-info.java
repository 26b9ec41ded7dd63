/** What the service keeps in memory for open hours and held sign-ins. */
package io.tokenwatch.bench.memory;
