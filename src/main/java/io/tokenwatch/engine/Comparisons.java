package io.tokenwatch.engine;

/**
 * How addresses and token ids are compared. All false is how KQL compares text.
 *
 * @param canonicalAddresses other spellings of an address are equal to it
 * @param emptyAddressIsNone a row without an address has no address, rather than one that differs from all others
 * @param canonicalTokenIds other encodings of a token id are equal to it, and an empty one is equal to none
 * @param natPools addresses of one NAT pool are equal
 */
public record Comparisons(
        boolean canonicalAddresses, boolean emptyAddressIsNone, boolean canonicalTokenIds, boolean natPools) {
    /** As real logs need it. */
    public static final Comparisons TENANT = new Comparisons(true, true, true, true);

    /** As KQL does it. */
    public static final Comparisons KQL = new Comparisons(false, false, false, false);
}
