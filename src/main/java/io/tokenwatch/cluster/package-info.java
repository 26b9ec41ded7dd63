/**
 * Several nodes, one detection: rows are kept by the owner of their key's partition, with a backup, and run through
 * that node's lanes. The only home of Hazelcast.
 */
package io.tokenwatch.cluster;
