package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.FormulaFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model is larger than the heap in which it is written. */
class OnnxHeapTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"tiny, F32, 64", "tiny, F16, 64"})
    void tinyIsStreamed(String variant, DType dtype, int heapMebibytes) throws IOException {
        check(variant, dtype, heapMebibytes);
    }

    @Tag("wide")
    @ParameterizedTest
    @CsvSource({"base, F32, 96", "base, F16, 96"})
    void baseIsStreamed(String variant, DType dtype, int heapMebibytes) throws IOException {
        check(variant, dtype, heapMebibytes);
    }

    private void check(String variant, DType dtype, int heapMebibytes) throws IOException {
        String network = "inceptionnext_" + variant;
        Path checkpoint = FormulaFile.write(folder.resolve("checkpoint.safetensors"), network);
        Path model = folder.resolve("model.onnx");
        List<String> arguments = List.of(network, checkpoint.toString(), dtype.name(), model.toString());
        ChildJvm.Result result = ChildJvm.runInHeap(heapMebibytes, Conversion.class, arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        System.out.printf(
                "%s, %,d bytes, to ONNX in %s, %,d bytes, in a heap of %d MiB%n",
                variant, Files.size(checkpoint), dtype, Files.size(model), heapMebibytes);
        assertThat(Files.size(model))
                .isGreaterThan(Files.size(checkpoint) * dtype.sizeBytes() / Float.BYTES * 99 / 100);
    }

    /** From a file, folded, to a model. */
    static final class Conversion {
        private Conversion() {}

        public static void main(String[] arguments) throws IOException, WeightMismatchException {
            NetworkDefinition definition = NetworkCatalog.builtin().get(arguments[0]);
            try (Checkpoint checkpoint = Checkpoint.open(Path.of(arguments[1]))) {
                Weights weights = Weights.bind(definition.graph(definition.defaultOptions()), checkpoint.tensors());
                Onnx.write(
                        Pass.folding().apply(weights),
                        List.of(OutputKind.LOGITS),
                        DType.valueOf(arguments[2]),
                        Path.of(arguments[3]));
            }
        }
    }
}
