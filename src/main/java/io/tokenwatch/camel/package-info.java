/**
 * Apache Camel: the {@code esper:} component, and the routes under {@code routes/} that bring events in and take alerts
 * out. The only home of Camel.
 */
package io.tokenwatch.camel;
