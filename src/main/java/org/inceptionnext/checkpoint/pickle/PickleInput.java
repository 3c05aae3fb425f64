package org.inceptionnext.checkpoint.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.ReadLimits;
import org.inceptionnext.checkpoint.storage.ByteSource;
import org.inceptionnext.checkpoint.storage.CheckpointFile;

/**
 * The bytes of one pickle, operation by operation, with the frames that protocol 4 puts around them.
 *
 * <p>No argument is allocated before it is known to lie within the rest of the pickle. A frame that an operation
 * straddles is refused: a reader that trusts frames and one that ignores them would see two programs.
 */
public final class PickleInput {
    private static final int WINDOW_BYTES = 1 << 16;
    private static final int MAX_LINE_BYTES = 1 << 10;
    private static final long NO_FRAME = -1;

    private final CheckpointFile file;
    private final ByteSource source;
    private final long fileOffset;
    private final ReadLimits limits;
    private final long start;
    private final ByteBuffer window =
            ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long windowEnd;
    private long operationStart;
    private long frameEnd = NO_FRAME;
    private long operations;
    private boolean ranOut;

    /**
     * @param start the pickle's first byte in the source
     * @param fileOffset what to add to positions in the source so that they are positions in the file
     */
    public PickleInput(CheckpointFile file, ByteSource source, long start, long fileOffset, ReadLimits limits) {
        this.file = file;
        this.source = source;
        this.fileOffset = fileOffset;
        this.limits = limits;
        this.start = start;
        this.windowEnd = start;
        this.operationStart = start;
    }

    CheckpointFile file() {
        return file;
    }

    ReadLimits limits() {
        return limits;
    }

    /** Returns the position of the next byte in the source. */
    long position() {
        return windowEnd - window.remaining();
    }

    /** Returns where in the file the current operation stands. */
    long operationOffset() {
        return fileOffset + operationStart;
    }

    public MalformedCheckpointException malformed(String found, String advice) {
        return file.malformed(operationOffset(), found, advice);
    }

    void verify(boolean condition, String found, String advice) throws MalformedCheckpointException {
        file.verify(condition, operationOffset(), found, advice);
    }

    /** Returns whether an operation needed more bytes than there are. */
    public boolean ranOut() {
        return ranOut;
    }

    /** Reads the code of the next operation. */
    int nextOperation() throws IOException {
        operationStart = position();
        if (operationStart == frameEnd) {
            frameEnd = NO_FRAME;
        }
        charge(1);
        return u8();
    }

    /** Counts work towards the limit of operations: one operation may copy a long list, and again and again. */
    void charge(int work) throws MalformedCheckpointException {
        operations += work;
        if (operations > limits.opcodes()) {
            throw malformed("more than " + limits.opcodes() + " operations in a pickle", "that is the limit");
        }
    }

    /** Opens a frame of so many bytes from here on. */
    void startFrame(long lengthBytes) throws IOException {
        verify(frameEnd == NO_FRAME, "a frame within a frame", "frames follow one another");
        if (!(lengthBytes >= 0 && lengthBytes <= source.sizeBytes() - position())) {
            throw malformed(
                    "a frame of " + Long.toUnsignedString(lengthBytes) + " bytes",
                    "only " + (source.sizeBytes() - position()) + " are left");
        }
        frameEnd = position() + lengthBytes;
    }

    /** Checks that the last operation closed its frame. */
    void finish() throws IOException {
        verify(
                frameEnd == NO_FRAME || frameEnd == position(),
                "a frame that goes on after the pickle's end",
                "the last frame ends with the pickle");
    }

    int u8() throws IOException {
        return small(1).get() & 0xff;
    }

    int u16() throws IOException {
        return small(Short.BYTES).getShort() & 0xffff;
    }

    int i32() throws IOException {
        return small(Integer.BYTES).getInt();
    }

    long u32() throws IOException {
        return i32() & 0xffffffffL;
    }

    long i64() throws IOException {
        return small(Long.BYTES).getLong();
    }

    double bigEndianDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    /** Reads so many bytes; a negative count is one of more than 63 bits. */
    byte[] take(long count) throws IOException {
        requireRest(count);
        byte[] bytes = new byte[(int) count];
        int buffered = (int) Math.min(count, window.remaining());
        window.get(bytes, 0, buffered);
        if (buffered < count) {
            source.read(windowEnd, ByteBuffer.wrap(bytes, buffered, bytes.length - buffered));
            windowEnd += count - buffered;
        }
        return bytes;
    }

    /** Reads UTF-8 without half surrogates. */
    String text(long byteCount) throws IOException {
        requireRest(byteCount);
        if (byteCount > limits.textBytes()) {
            throw malformed("a text of " + byteCount + " bytes", "at most " + limits.textBytes() + " are allowed");
        }
        byte[] utf8 = take(byteCount);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a text that is not UTF-8", "texts must be");
        }
    }

    /** Reads up to a line feed, which is left out. */
    String line() throws IOException {
        byte[] line = new byte[MAX_LINE_BYTES];
        int length = 0;
        for (int next = u8(); next != '\n'; next = u8()) {
            if (length >= MAX_LINE_BYTES) {
                throw malformed("a line of more than " + MAX_LINE_BYTES + " bytes", "that is the limit");
            }
            line[length++] = (byte) next;
        }
        String text = new String(line, 0, length, StandardCharsets.US_ASCII);
        verify(text.indexOf('\ufffd') < 0, "a line that is not ASCII", "names must be");
        return text;
    }

    private ByteBuffer small(int count) throws IOException {
        requireRest(count);
        if (window.remaining() < count) {
            refill();
        }
        return window;
    }

    private void requireRest(long count) throws MalformedCheckpointException {
        long position = position();
        long rest = source.sizeBytes() - position;
        if (!(count >= 0 && count <= rest)) {
            ranOut = true;
            throw malformed(
                    "an operation that needs " + Long.toUnsignedString(count) + " bytes", "only " + rest + " are left");
        }
        if (position + count - start > limits.pickleBytes()) {
            throw malformed("a pickle of more than " + limits.pickleBytes() + " bytes", "that is the limit");
        }
        verify(
                frameEnd == NO_FRAME || position + count <= frameEnd,
                "an operation that crosses the end of its frame",
                "operations lie within a frame or between frames");
    }

    private void refill() throws IOException {
        window.compact();
        window.limit((int) Math.min(window.capacity(), window.position() + source.sizeBytes() - windowEnd));
        int before = window.position();
        source.read(windowEnd, window);
        windowEnd += window.position() - before;
        window.flip();
    }
}
