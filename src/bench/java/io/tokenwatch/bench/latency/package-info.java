/** How long an alert takes, with events that come at their own pace whether the service keeps up or not. */
package io.tokenwatch.bench.latency;
