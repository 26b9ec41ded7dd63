/**
 * Generated logs: what a tenant of Entra ID writes in a day, with thefts planted in it.
 *
 * <p>All texts, lists and shares are among the resources. Equal plans give equal bytes, whatever the machine.
 */
package io.tokenwatch.bench.data;
