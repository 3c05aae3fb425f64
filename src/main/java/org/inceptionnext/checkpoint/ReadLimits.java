package org.inceptionnext.checkpoint;

/**
 * How much a file may make its reader do. {@link #DEFAULTS} fit every checkpoint met so far; a program that reads files
 * of strangers may go below them, none may go above.
 *
 * @param headerBytes length of a safetensors header
 * @param pickleBytes length of the pickled object
 * @param textBytes length of one text in a pickle or a safetensors header
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
        int textBytes,
        int opcodes,
        int stackDepth,
        int memoEntries,
        int rank,
        int nameBytes,
        int entries,
        int inflationRatio,
        int inflatedBytes,
        long expandedBytes) {

    private static final int MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_PICKLE_BYTES = 64 << 20;
    private static final int MAX_TEXT_BYTES = 16 << 20;
    private static final int MAX_OPCODES = 1_000_000;
    private static final int MAX_STACK_DEPTH = 10_000;
    private static final int MAX_MEMO_ENTRIES = 100_000;
    private static final int MAX_RANK = 16;
    private static final int MAX_NAME_BYTES = 1024;
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_INFLATION_RATIO = 100;
    private static final int MAX_INFLATED_BYTES = 64 << 20;
    private static final long MAX_EXPANDED_BYTES = 1L << 30;

    /** The upper bound of every limit. */
    public static final ReadLimits DEFAULTS = new ReadLimits(
            MAX_HEADER_BYTES,
            MAX_PICKLE_BYTES,
            MAX_TEXT_BYTES,
            MAX_OPCODES,
            MAX_STACK_DEPTH,
            MAX_MEMO_ENTRIES,
            MAX_RANK,
            MAX_NAME_BYTES,
            MAX_ENTRIES,
            MAX_INFLATION_RATIO,
            MAX_INFLATED_BYTES,
            MAX_EXPANDED_BYTES);

    /** @throws IllegalArgumentException if a limit is negative or above that of {@link #DEFAULTS} */
    public ReadLimits {
        requireWithin("headerBytes", headerBytes, MAX_HEADER_BYTES);
        requireWithin("pickleBytes", pickleBytes, MAX_PICKLE_BYTES);
        requireWithin("textBytes", textBytes, MAX_TEXT_BYTES);
        requireWithin("opcodes", opcodes, MAX_OPCODES);
        requireWithin("stackDepth", stackDepth, MAX_STACK_DEPTH);
        requireWithin("memoEntries", memoEntries, MAX_MEMO_ENTRIES);
        requireWithin("rank", rank, MAX_RANK);
        requireWithin("nameBytes", nameBytes, MAX_NAME_BYTES);
        requireWithin("entries", entries, MAX_ENTRIES);
        requireWithin("inflationRatio", inflationRatio, MAX_INFLATION_RATIO);
        requireWithin("inflatedBytes", inflatedBytes, MAX_INFLATED_BYTES);
        requireWithin("expandedBytes", expandedBytes, MAX_EXPANDED_BYTES);
    }

    private static void requireWithin(String name, long limit, long max) {
        if (limit < 0 || limit > max) {
            throw new IllegalArgumentException("limit " + name + " is " + limit + "; 0 to " + max + " are allowed");
        }
    }
}
