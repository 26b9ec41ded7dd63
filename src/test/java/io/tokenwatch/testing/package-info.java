/** What several tests need: rows of the logs, a broker, a receiver of alerts. */
package io.tokenwatch.testing;
