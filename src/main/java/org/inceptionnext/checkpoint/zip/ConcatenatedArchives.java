package org.inceptionnext.checkpoint.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.inceptionnext.checkpoint.storage.CheckpointFile;

/** Recognises several zip archives one behind the other, as {@code torch.distributed.checkpoint} writes its shards. */
public final class ConcatenatedArchives {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int COMMENT_LENGTH_OFFSET = 20;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int MAX_16 = 0xffff;
    /** The first archive of a shard is one tensor; a search that ends without a find only costs a better message. */
    private static final long MAX_SEARCHED_BYTES = 1L << 30;

    private ConcatenatedArchives() {}

    /** Returns whether the first end of an archive in the file is followed by the beginning of another. */
    public static boolean areIn(CheckpointFile file) throws IOException {
        long end = Math.min(file.sizeBytes(), MAX_SEARCHED_BYTES) - END_BYTES;
        for (long start = 0; start < end; start += CHUNK_BYTES) {
            ByteBuffer chunk =
                    file.bytes(start, (int) Math.min(CHUNK_BYTES + Integer.BYTES - 1, file.sizeBytes() - start));
            for (int i = 0; i + Integer.BYTES <= chunk.limit(); i++) {
                if (chunk.getInt(i) == END_SIGNATURE) {
                    return isFollowed(file, start + i);
                }
            }
        }
        return false;
    }

    private static boolean isFollowed(CheckpointFile file, long end) throws IOException {
        if (file.sizeBytes() - end < END_BYTES) {
            return false;
        }
        int comment = file.bytes(end + COMMENT_LENGTH_OFFSET, Short.BYTES).getShort() & MAX_16;
        long next = end + END_BYTES + comment;
        return file.sizeBytes() - next >= Integer.BYTES
                && file.bytes(next, Integer.BYTES).getInt() == LOCAL_SIGNATURE;
    }
}
