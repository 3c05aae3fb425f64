package org.inceptionnext.djl;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** What an application decides for its whole process, since all native code in it is affected. */
public final class InceptionNextRuntime {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int M_ARENA_MAX = -8;

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
        if (!Platform.isLinux()) {
            return false;
        }
        try {
            Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
            // All or none: the trim threshold alone makes everything far slower, so it comes last.
            int[][] settings = {
                {M_MMAP_THRESHOLD, 1 << 30},
                {M_TOP_PAD, 64 << 20},
                {M_ARENA_MAX, 1},
                {M_TRIM_THRESHOLD, Integer.MAX_VALUE}
            };
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

    /** Returns on which threads networks run on the processor, in words; loads PyTorch's library. */
    public static String threads() {
        return NativeThreads.description();
    }
}
