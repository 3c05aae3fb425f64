package org.inceptionnext.runtime;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;

/** What an application decides for its whole process, since all native code in it is affected. */
public final class InceptionNextRuntime {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int M_ARENA_MAX = -8;

    /** glibc's {@code DEFAULT_MMAP_THRESHOLD_MAX}. */
    private static final long USUALLY_KEPT = 32L << 20;

    private static final int KEPT_WHEN_TUNED = 1 << 30;

    /** {@code inx} sets it for its own process. */
    private static volatile long largestKeptBlock =
            largestKeptBlock(System.getenv().getOrDefault("MALLOC_MMAP_THRESHOLD_", ""));

    private InceptionNextRuntime() {}

    /**
     * Lets glibc keep the memory of one prediction for the next instead of giving it back to the kernel in between: page
     * faults otherwise cost a fifth of the time at batch 1 and most of it at batch 8, for about a fifth less resident memory.
     * Call it once, before the first model is loaded. Without it everything works, only slower; the library never calls it by
     * itself, because it changes every {@code malloc} of the process.
     *
     * @return false where there is nothing to tune: another operating system, or another C library than glibc
     */
    public static boolean tuneAllocator() {
        // All or none: the trim threshold alone makes everything far slower, so it comes last.
        boolean tuned = set(new int[][] {
            {M_MMAP_THRESHOLD, KEPT_WHEN_TUNED},
            {M_TOP_PAD, 64 << 20},
            {M_ARENA_MAX, 1},
            {M_TRIM_THRESHOLD, Integer.MAX_VALUE}
        });
        if (tuned) {
            largestKeptBlock = KEPT_WHEN_TUNED;
        }
        return tuned;
    }

    /**
     * Lets glibc give blocks over 4 MiB back to the kernel instead of keeping them, for a process that trains a detector: its
     * blocks have so many sizes that what is kept fits little of what comes next, and a fifth of the memory is saved. A
     * classifier's fit, and it would be a third slower. Do so only where glibc takes huge pages
     * ({@code GLIBC_TUNABLES=glibc.malloc.hugetlb=1}, as {@code inx train} sets it where it can): by pages of 4 KiB all would be
     * twice as slow.
     *
     * @return false where there is nothing to tune, as of {@link #tuneAllocator}
     */
    public static boolean releaseLargeBlocks() {
        return set(new int[][] {
            {M_TRIM_THRESHOLD, 128 << 20}, {M_TOP_PAD, 16 << 20}, {M_ARENA_MAX, 1}, {M_MMAP_THRESHOLD, 4 << 20}
        });
    }

    /**
     * Gives back what glibc keeps of memory that is free, wherever it lies. Changes no setting. What {@link #tuneAllocator} asks it to
     * keep is worth keeping from prediction to prediction; what loading a network took is not.
     */
    static void releaseFreeMemory() {
        if (Platform.isLinux()) {
            try {
                Function trim = NativeLibrary.getInstance("c").getFunction("malloc_trim");
                trim.invokeInt(new Object[] {new NativeLong(0)});
            } catch (UnsatisfiedLinkError e) {
                // musl has none, and gives memory back by itself.
                return;
            }
        }
    }

    private static boolean set(int[][] settings) {
        if (!Platform.isLinux()) {
            return false;
        }
        try {
            Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
            for (int[] setting : settings) {
                if (mallopt.invokeInt(new Object[] {setting[0], setting[1]}) != 1) {
                    return false;
                }
            }
            return true;
        } catch (UnsatisfiedLinkError e) {
            // musl has no mallopt.
            return false;
        }
    }

    /**
     * Returns up to how many bytes a block of memory may have for glibc to keep it when it is freed. Larger ones come from the
     * kernel each time anew, page by page.
     */
    static long largestKeptBlock() {
        return largestKeptBlock;
    }

    /**
     * Returns the same for a process in whose environment glibc finds this threshold.
     *
     * @param threshold empty, or as much of it as glibc would heed
     */
    static long largestKeptBlock(String threshold) {
        // With a smaller one, not even a single picture's maps are kept: smaller parts would gain nothing.
        return threshold.matches("[0-9]{1,18}") ? Math.max(USUALLY_KEPT, Long.parseLong(threshold)) : USUALLY_KEPT;
    }

    /**
     * Returns whether {@code dtype=int8} is computed in 8 bits on this processor (it has VNNI, and oneDNN's environment does not
     * forbid it). Elsewhere the forms latency and throughput compute in float32 instead, and portable rounds alike by plain
     * operators, to show what the answers would be.
     */
    public static boolean computesInt8() {
        return ProcessorFeatures.hasWideByteSums();
    }

    /**
     * Returns whether {@code dtype=bfloat16} is known to be slower than float32 on this processor, since PyTorch's kernels for it
     * need AVX-512 or AVX-NE-CONVERT: a step of training took 12 times as long without (atto, batch of 8). Only Linux on x86 is known.
     */
    public static boolean emulatesBfloat16() {
        return ProcessorFeatures.emulatesBfloat16();
    }

    /** Returns on which threads networks run on the processor, in words; loads PyTorch's library. */
    public static String threads() {
        return InferenceExecutor.description();
    }
}
