package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Opens files that must be refused, and measures what that costs. */
final class Refusals {
    /** What a refusal may allocate in all, garbage included: far less than what these files declare. */
    private static final long MAX_ALLOCATED_BYTES = 64 << 20;

    /** The same for files that are refused only after a million operations. */
    static final long MILLION_OPERATIONS_BYTES = 1 << 30;

    private Refusals() {}

    /** Asserts that a file is refused with the documented exception, within little memory. */
    static Refusal refuse(Path folder, byte[] content) throws IOException {
        return refuse(folder, content, OpenOptions.DEFAULTS);
    }

    static Refusal refuse(Path folder, byte[] content, OpenOptions options) throws IOException {
        return refuse(folder, content, options, MAX_ALLOCATED_BYTES);
    }

    static Refusal refuse(Path folder, byte[] content, OpenOptions options, long maxAllocatedBytes) throws IOException {
        Path file = folder.resolve("hostile.pth");
        Files.write(file, content);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> Checkpoint.open(file, options).close());
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(thrown).isExactlyInstanceOf(MalformedCheckpointException.class);
        assertThat(allocated).as("bytes allocated").isLessThan(maxAllocatedBytes);
        return new Refusal((MalformedCheckpointException) thrown);
    }

    /** Returns a file that must be readable. */
    static Checkpoint accept(Path folder, byte[] content, OpenOptions options) throws IOException {
        Path file = folder.resolve("accepted.pth");
        Files.write(file, content);
        return Checkpoint.open(file, options);
    }

    static Checkpoint accept(Path folder, byte[] content) throws IOException {
        return accept(folder, content, OpenOptions.DEFAULTS);
    }

    /** Returns a tensor that the checkpoint must have. */
    static Tensor tensor(Checkpoint checkpoint, String name) {
        return Objects.requireNonNull(checkpoint.tensors().get(name), name);
    }

    /** What was thrown. */
    record Refusal(MalformedCheckpointException thrown) {
        Refusal at(long offset) {
            assertThat(thrown.offset()).as(thrown.getMessage()).hasValue(offset);
            return this;
        }

        Refusal ofTheWholeFile() {
            assertThat(thrown.offset()).as(thrown.getMessage()).isEmpty();
            return this;
        }

        Refusal saying(String... words) {
            assertThat(thrown).hasMessageContainingAll(words);
            return this;
        }

        Refusal notSaying(String words) {
            assertThat(thrown.getMessage()).doesNotContain(words);
            return this;
        }
    }
}
