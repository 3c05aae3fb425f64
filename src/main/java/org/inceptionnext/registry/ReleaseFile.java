package org.inceptionnext.registry;

/**
 * A file of a published version.
 *
 * @param name its name in the version's folder
 * @param sizeBytes its size
 * @param sha1 its SHA-1, which DJL compares; hexadecimal
 * @param sha256 its SHA-256, which this library compares; hexadecimal
 */
public record ReleaseFile(String name, long sizeBytes, String sha1, String sha256) {}
