package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasedMemoryTest {
    /** Below glibc's threshold for blocks that come from the kernel one by one, which it never keeps. */
    private static final int BLOCK_BYTES = 64 << 10;

    private static final int BLOCKS = 2_000;

    private static long residentBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
        return Long.parseLong(pages) * 4096;
    }

    /** The last block stays, so that the others lie below memory that is in use, as weights do that were packed. */
    @Test
    void whatIsFreeGoesBackToTheSystem() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/self/statm")) && Files.exists(Path.of("/lib/x86_64-linux-gnu/libc.so.6")));
        List<Memory> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            Memory block = new Memory(BLOCK_BYTES);
            block.setMemory(0, BLOCK_BYTES, (byte) 1);
            blocks.add(block);
        }
        blocks.subList(0, BLOCKS - 1).forEach(Memory::close);
        long kept = residentBytes();
        InceptionNextRuntime.releaseFreeMemory();
        long released = kept - residentBytes();
        System.out.printf("of %,d bytes that were free %,d went back%n", (long) BLOCK_BYTES * (BLOCKS - 1), released);
        assertThat(released).isGreaterThan((long) BLOCK_BYTES * BLOCKS / 2);
        blocks.get(BLOCKS - 1).close();
    }
}
