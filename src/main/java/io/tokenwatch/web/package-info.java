/**
 * The HTTP server: the alerts, the metrics, and how the service does. Routes that take events in over HTTP answer on
 * the same server.
 */
package io.tokenwatch.web;
