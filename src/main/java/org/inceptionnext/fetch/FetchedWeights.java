package org.inceptionnext.fetch;

import java.nio.file.Path;

/**
 * A file of weights on this machine.
 *
 * @param file the file
 * @param rung how far it was verified
 * @param source where it came from: an address, or the path that the user gave
 */
public record FetchedWeights(Path file, Rung rung, String source) {}
