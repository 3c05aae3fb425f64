package org.inceptionnext.checkpoint.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a source that were read last, at most 16 MiB of them, so that a transposed tensor costs neither one system
 * call per element nor its whole storage in memory.
 */
final class PageCache {
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 4096;

    private final ByteSource source;
    private final @Nullable ByteBuffer[] pages = new @Nullable ByteBuffer[PAGES];
    private final long[] pageIndexes = new long[PAGES];

    PageCache(ByteSource source) {
        this.source = source;
    }

    /** Appends the bytes from a position on, which is a multiple of their count. */
    void read(long position, int count, ByteBuffer into) throws IOException {
        long pageIndex = position / PAGE_BYTES;
        int slot = (int) (pageIndex % PAGES);
        ByteBuffer page = pages[slot];
        if (page == null || pageIndexes[slot] != pageIndex) {
            page = fetch(pageIndex, page);
            pages[slot] = page;
            pageIndexes[slot] = pageIndex;
        }
        int inPage = (int) (position % PAGE_BYTES);
        for (int i = 0; i < count; i++) {
            into.put(page.get(inPage + i));
        }
    }

    private ByteBuffer fetch(long pageIndex, @Nullable ByteBuffer reused) throws IOException {
        ByteBuffer page = reused == null ? ByteBuffer.allocate(PAGE_BYTES) : reused;
        long start = pageIndex * PAGE_BYTES;
        page.clear().limit((int) Math.min(PAGE_BYTES, source.sizeBytes() - start));
        source.read(start, page);
        return page;
    }
}
