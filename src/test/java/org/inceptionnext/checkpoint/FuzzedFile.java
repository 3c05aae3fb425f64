package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens files that a fuzzer made and reads whatever they offer. They end in tensors or in
 * {@link MalformedCheckpointException}, within bounded work; every other outcome reaches the fuzzer.
 */
public final class FuzzedFile {
    /** Far more than a file of a few kilobytes can rightly cost, instrumented or not. */
    private static final long MAX_CPU_NANOS = 5_000_000_000L;

    private static final long MAX_ALLOCATED_BYTES = 1 << 30;

    /** A view may repeat four bytes a billion times; that is allowed, and takes its time to read. */
    private static final long MAX_READ_BYTES = 1 << 20;

    private static final int MAX_KEYS_OPENED = 3;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is done with a checkpoint that can be opened. */
    public interface Use {
        /** Reads something. */
        void of(Checkpoint checkpoint) throws IOException;
    }

    private FuzzedFile() {}

    /** Opens a file and each state dict in it, and reads all. */
    static void read(byte[] content, OpenOptions options) {
        OpenOptions all = options.withPackedTypes();
        use(content, all, checkpoint -> {
            readAll(checkpoint);
            for (String key : checkpoint
                    .keys()
                    .subList(0, Math.min(MAX_KEYS_OPENED, checkpoint.keys().size()))) {
                try (Checkpoint part = Checkpoint.open(checkpoint.file(), all.withKey(key))) {
                    assertThat(part.key()).hasValue(key);
                    countAll(part);
                }
            }
        });
    }

    /** Opens a file and does something with it, within the bounds. */
    public static void use(byte[] content, OpenOptions options, Use use) {
        try {
            useOnce(content, options, use);
        } catch (TooExpensiveError e) {
            // Where the fuzzer had classes to instrument on the way, that is in the costs; the second time it is not.
            useOnce(content, options, use);
        }
    }

    private static void useOnce(byte[] content, OpenOptions options, Use use) {
        Path file = path();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Files.write(file, content);
            try (Checkpoint checkpoint = Checkpoint.open(file, options)) {
                use.of(checkpoint);
            }
        } catch (MalformedCheckpointException e) {
            assertThat(e).hasMessageStartingWith(file.toString());
            assertThat(e.getMessage()).as("no control characters").doesNotContainPattern("\\p{Cntrl}");
            e.offset().ifPresent(offset -> assertThat(offset).isBetween(0L, (long) content.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
        long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        if (cpuNanos >= MAX_CPU_NANOS || allocatedBytes >= MAX_ALLOCATED_BYTES) {
            throw new TooExpensiveError(cpuNanos, allocatedBytes);
        }
    }

    /** Reading took more than any small file may cost. */
    private static final class TooExpensiveError extends AssertionError {
        private static final long serialVersionUID = 1L;

        TooExpensiveError(long cpuNanos, long allocatedBytes) {
            super(cpuNanos + " ns of CPU time (allowed " + MAX_CPU_NANOS + "), " + allocatedBytes
                    + " bytes allocated (allowed " + MAX_ALLOCATED_BYTES + ")");
        }
    }

    private static Path path() {
        return Folder.PATH.resolve("fuzzed.pth");
    }

    private static void readAll(Checkpoint checkpoint) throws IOException {
        assertThat(checkpoint.kind()).isNotNull();
        assertThat(checkpoint.globals()).isNotNull();
        assertThat(checkpoint.metadata()).isNotNull();
        assertThat(checkpoint.checksumMismatches()).isNotNull();
        countAll(checkpoint);
        for (Tensor tensor : checkpoint.tensors().values()) {
            if (tensor.sizeBytes() <= MAX_READ_BYTES) {
                read(tensor);
            }
        }
    }

    /** Whatever is left out has a place, in words that a terminal may show. */
    private static void countAll(Checkpoint checkpoint) {
        assertThat(checkpoint.leftOut()).allSatisfy(leftOut -> {
            assertThat(leftOut.count()).isPositive();
            assertThat(leftOut.sentence()).doesNotContainPattern("\\p{Cntrl}");
        });
    }

    private static void read(Tensor tensor) throws IOException {
        Counter counter = new Counter();
        tensor.writeTo(counter);
        assertThat(counter.count).isEqualTo(tensor.sizeBytes());
        assertThat(tensor.bytes().remaining()).isEqualTo((int) tensor.sizeBytes());
        if (tensor.dtype().isFloatingPoint()) {
            assertThat(tensor.floats()).hasSize((int) tensor.elementCount());
        }
    }

    private static final class Folder {
        static final Path PATH = create();

        private static Path create() {
            try {
                Path folder = Files.createTempDirectory("fuzz");
                folder.toFile().deleteOnExit();
                folder.resolve("fuzzed.pth").toFile().deleteOnExit();
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Counter implements WritableByteChannel {
        private long count;

        @Override
        public int write(ByteBuffer from) {
            int written = from.remaining();
            from.position(from.limit());
            count += written;
            return written;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
