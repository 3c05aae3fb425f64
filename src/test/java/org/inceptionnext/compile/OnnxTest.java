package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.inceptionnext.testing.OnnxModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The models in ONNX Runtime against the goldens, every output at every golden input. */
class OnnxTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"pico, false", "pico, true", "atto, false", "atto, true", "tiny, false", "tiny, true"})
    void answersAreTimms(String variant, boolean fold) throws IOException {
        check(variant, fold);
    }

    @Tag("wide")
    @ParameterizedTest
    @CsvSource({"small, false", "small, true", "base, false", "base, true"})
    void answersOfTheLargeVariantsAreTimms(String variant, boolean fold) throws IOException {
        check(variant, fold);
    }

    /** One file for every input of the variant: sizes, odd ones too, and batches are open until it runs. */
    private void check(String variant, boolean fold) throws IOException {
        Weights weights = weights(variant, fold);
        Path file = folder.resolve(variant + ".onnx");
        Onnx.write(weights, List.copyOf(weights.graph().outputs().keySet()), DType.F32, file);
        try (OnnxModel model = new OnnxModel(file)) {
            for (Case input : NetworkGolden.of(variant).cases()) {
                input.check(
                        variant + " in ONNX" + (fold ? ", folded" : ", unfolded"),
                        model.run(input.input().shape(), input.inputElements()));
            }
        }
    }

    /** Rounding to 11 bits is off by 4.9e-4 at most; a model is allowed ten times that (measured: 2.1e-3). */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void halfPrecisionStaysNearAndIsInvisibleOutside(boolean fold) throws IOException {
        Weights weights = weights("pico", fold);
        Path file = folder.resolve("pico.onnx");
        Onnx.write(weights, List.copyOf(weights.graph().outputs().keySet()), DType.F16, file);
        Case input = NetworkGolden.of("pico").input("1x3x224x224");
        try (OnnxModel model = new OnnxModel(file)) {
            model.run(input.input().shape(), input.inputElements()).forEach((name, actual) -> {
                double difference = input.expected(name).relativeL2(actual);
                System.out.printf("pico in ONNX, F16 %s: relative L2 %.1e%n", name, difference);
                assertThat(difference).as(name).isLessThan(5e-3);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"F32", "F16"},
            mode = EnumSource.Mode.EXCLUDE)
    void modelCannotComputeInOtherTypes(DType dtype) {
        Path file = folder.resolve("pico.onnx");
        assertThatThrownBy(() -> Onnx.write(weights("pico", true), List.of(OutputKind.LOGITS), dtype, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an ONNX model of operator set 17 computes in F32 or F16, not in " + dtype);
        assertThat(folder).isEmptyDirectory();
    }

    private static Weights weights(String variant, boolean fold) {
        Weights weights = FormulaWeights.ofVariant(variant);
        return fold ? Pass.folding().apply(weights) : weights;
    }
}
