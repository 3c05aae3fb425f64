package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBehindTest {
    private static final int PART_BYTES = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenMeanwhileIsAllThere() throws Exception {
        Path file = folder.resolve("parts");
        try (FileChannel channel = open(file)) {
            WriteBehind.write(channel, out -> {
                for (int part = 0; part < 12; part++) {
                    out.write(ByteBuffer.wrap(new byte[PART_BYTES]).put(0, (byte) part));
                    pause(5);
                }
            });
        }
        byte[] written = Files.readAllBytes(file);
        assertThat(written).hasSize(12 * PART_BYTES);
        for (int part = 0; part < 12; part++) {
            assertThat(written[part * PART_BYTES]).isEqualTo((byte) part);
        }
    }

    @Test
    void whatCouldNotBeWrittenIsHeardOf() throws Exception {
        try (FileChannel channel = open(folder.resolve("closed"))) {
            assertThatThrownBy(() -> WriteBehind.write(channel, out -> {
                        out.close();
                        pause(500);
                    }))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void theWritersOwnFailureComesFirst() throws Exception {
        try (FileChannel channel = open(folder.resolve("failed"))) {
            assertThatThrownBy(() -> WriteBehind.write(channel, out -> {
                        out.close();
                        pause(500);
                        throw new EOFException("mine");
                    }))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anInterruptIsNotLost() throws Exception {
        try (FileChannel channel = open(folder.resolve("interrupted"))) {
            WriteBehind.write(channel, out -> Thread.currentThread().interrupt());
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
