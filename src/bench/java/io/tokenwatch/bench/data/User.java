package io.tokenwatch.bench.data;

import java.util.List;
import java.util.Map;

/**
 * Somebody who signs in.
 *
 * @param name the user principal name
 * @param weak whether no second factor is asked for; such a user stays with one address and two resources
 * @param columns what all sign-ins have in common
 * @param caller what all Graph calls in the user's name have in common
 * @param resources what a weak user signs in to; a strong one signs in to any
 */
record User(
        String name,
        boolean weak,
        Map<String, byte[]> columns,
        Map<String, byte[]> caller,
        List<Address> addresses,
        List<Choice> agents,
        List<Choice> resources) {}
