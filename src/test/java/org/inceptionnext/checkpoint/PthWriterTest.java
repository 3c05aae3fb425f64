package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PthWriterTest {
    private static final List<Tensor> TENSORS = List.of(
            Tensors.ofFloats("weight", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}),
            Tensors.ofLongs("count", List.of(), new long[] {70000}),
            Tensors.ofFloats("empty", List.of(0L, 4L), new float[0]));

    @TempDir
    Path folder;

    @Test
    void recordsAreThoseOfTorchStoredAndAlignedTo64Bytes() throws IOException {
        Path file = folder.resolve("out.pth");
        PthWriter.write(file, TENSORS);
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
            assertThat(entries)
                    .extracting(ZipArchiveEntry::getName)
                    .containsExactly(
                            "archive/data.pkl",
                            "archive/.format_version",
                            "archive/.storage_alignment",
                            "archive/byteorder",
                            "archive/data/0",
                            "archive/data/1",
                            "archive/data/2",
                            "archive/version");
            assertThat(entries).allSatisfy(entry -> {
                assertThat(entry.getMethod()).isEqualTo(ZipArchiveEntry.STORED);
                assertThat(entry.getDataOffset() % 64).isZero();
            });
        }
    }

    @Test
    void sameTensorsGiveTheSameBytes() throws IOException {
        Path first = folder.resolve("first.pth");
        Path second = folder.resolve("second.pth");
        PthWriter.write(first, TENSORS);
        PthWriter.write(second, TENSORS);
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pico.pth", "odd_tensors.pth"})
    void writtenTensorsReadBackTheSameInTheSameOrder(String name) throws IOException {
        GoldenCheckpoint golden = GoldenCheckpoint.named(name);
        Path file = folder.resolve("copy.pth");
        try (Checkpoint original = Checkpoint.open(golden.file())) {
            PthWriter.write(file, original.tensors().values());
        }
        try (Checkpoint copy = Checkpoint.open(file)) {
            assertThat(GoldenCheckpoint.read(copy.tensors().values())).containsExactlyEntriesOf(golden.tensors(""));
            assertThat(copy.checksumMismatches()).isEmpty();
            assertThat(TensorDigest.of(copy.tensors().values())).isEqualTo(golden.digest(""));
            Path again = folder.resolve("again.pth");
            PthWriter.write(again, copy.tensors().values());
            assertThat(Files.mismatch(file, again)).isEqualTo(-1);
        }
    }

    @Test
    void twoTensorsOfOneNameAreRefused() {
        assertThatThrownBy(() -> PthWriter.write(folder.resolve("no.pth"), List.of(TENSORS.get(0), TENSORS.get(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two tensors are named 'weight'");
        assertThat(folder).isEmptyDirectory();
    }
}
