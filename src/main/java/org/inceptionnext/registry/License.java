package org.inceptionnext.registry;

/**
 * A licence, and who states it.
 *
 * @param name an SPDX identifier, or {@code not stated}
 * @param source where it is stated
 */
public record License(String name, String source) {}
