package org.inceptionnext.checkpoint;

/**
 * How much a file may make its reader do. {@link #DEFAULTS} fit every checkpoint met so far; a program that reads files
 * of strangers may go below them, none may go above.
 *
 * @param headerBytes length of a safetensors header
 * @param pickleBytes length of the pickled object
 * @param opcodes operations of one pickle; also how many values a search for tensors may visit
 * @param stackDepth values on the unpickler's stack
 * @param memoEntries values that a pickle keeps for later use
 * @param rank dimensions of a tensor
 * @param nameBytes length of a name in UTF-8
 * @param entries records of an archive, or tensors of a file
 * @param inflationRatio length of a compressed record's content over its compressed length
 * @param inflatedBytes length of a compressed record's content
 * @param expandedBytes how much longer all tensors together may be than the storages they are views of
 */
public record ReadLimits(
        int headerBytes,
        int pickleBytes,
        int opcodes,
        int stackDepth,
        int memoEntries,
        int rank,
        int nameBytes,
        int entries,
        int inflationRatio,
        int inflatedBytes,
        long expandedBytes) {

    /** The upper bound of every limit. */
    public static final ReadLimits DEFAULTS = new ReadLimits(
            100_000_000, 64 << 20, 1_000_000, 10_000, 100_000, 16, 1024, 100_000, 100, 64 << 20, 1L << 30);
}
