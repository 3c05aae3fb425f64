package org.inceptionnext.registry;

/**
 * A hash that a card states, and who stated it: a fact with a source, never a guess.
 *
 * @param hex the hash, lower-case hexadecimal, 64 digits
 * @param source where the hash is written
 */
public record Pin(String hex, String source) {}
