package io.tokenwatch.bench.data;

import java.util.Map;

/**
 * A service principal or a managed identity.
 *
 * @param table the table of its sign-ins
 * @param columns what all sign-ins have in common
 * @param caller what all Graph calls with its tokens have in common
 * @param signsInFrom the address of its sign-ins
 * @param callsFrom the address of its calls
 */
record Principal(
        String name,
        String table,
        Map<String, byte[]> columns,
        Map<String, byte[]> caller,
        Address signsInFrom,
        Address callsFrom) {}
