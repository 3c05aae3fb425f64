package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives in DJL's engine against the goldens, every output at every golden input. */
class TorchScriptTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"pico, false", "pico, true", "atto, false", "atto, true", "tiny, false", "tiny, true"})
    void answersAreTimms(String variant, boolean fold) throws IOException {
        check(variant, fold);
    }

    /** The same by operators on maps whose channels lie last. */
    @ParameterizedTest
    @ValueSource(strings = {"pico", "atto", "tiny"})
    void portableAnswersAreTimms(String variant) throws IOException {
        Path archive = Files.createFile(folder.resolve(variant + ".pt"));
        try (FileChannel out = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            TorchScript.writePortable(weights(variant, true), DType.F32, out);
        }
        check(archive, variant, "portable");
    }

    @Tag("wide")
    @ParameterizedTest
    @CsvSource({"small, false", "small, true", "base, false", "base, true"})
    void answersOfTheLargeVariantsAreTimms(String variant, boolean fold) throws IOException {
        check(variant, fold);
    }

    /**
     * Reduced precision: float32 in, float32 out. Rounding to 8 (bfloat16) or 11 (float16) bits is off by 3.9e-3 or 4.9e-4
     * at most; a module is allowed five times that, relative to the norm of its output (measured: 9e-3 and 1.2e-3).
     */
    @ParameterizedTest
    @CsvSource({"BF16, false, 2e-2", "BF16, true, 2e-2", "F16, false, 2.5e-3", "F16, true, 2.5e-3"})
    void reducedPrecisionStaysNearAndIsInvisibleOutside(DType dtype, boolean fold, double tolerance)
            throws IOException {
        Path archive = folder.resolve("pico.pt");
        TorchScript.write(weights("pico", fold), dtype, archive);
        Case input = NetworkGolden.of("pico").input("1x3x224x224");
        try (CompiledModule module = new CompiledModule(archive)) {
            module.run(input).forEach((name, actual) -> {
                double difference = input.expected(name).relativeL2(actual);
                System.out.printf("pico %s %s: relative L2 %.1e%n", dtype, name, difference);
                assertThat(difference).as(name).isLessThan(tolerance);
            });
        }
    }

    @Test
    void sameNetworkGivesTheSameBytes() throws IOException {
        Path first = folder.resolve("first.pt");
        Path second = folder.resolve("second.pt");
        TorchScript.write(weights("pico", true), DType.F32, first);
        TorchScript.write(weights("pico", true), DType.F32, second);
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void networkWithOtherOptionsRuns() throws IOException {
        NetworkDefinition pico = NetworkCatalog.builtin().get("inceptionnext_pico");
        Weights weights = FormulaWeights.of(pico.graph(new NetworkOptions(3, 5)));
        Path archive = folder.resolve("pico.pt");
        TorchScript.write(weights, DType.F32, archive);
        try (CompiledModule module = new CompiledModule(archive)) {
            NDArray images = module.manager().ones(new Shape(4, 5, 64, 96));
            assertThat(module.method("forward", images).singletonOrThrow().getShape())
                    .isEqualTo(new Shape(4, 3));
            assertThat(module.method("features", images).getShapes())
                    .containsExactly(
                            new Shape(4, 16, 16, 24),
                            new Shape(4, 32, 8, 12),
                            new Shape(4, 48, 4, 6),
                            new Shape(4, 64, 2, 3));
        }
    }

    @Test
    void moduleCannotComputeInOtherTypes() {
        assertThatThrownBy(() -> TorchScript.write(weights("pico", true), DType.F64, folder.resolve("pico.pt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a module computes in F32, BF16 or F16, not in F64");
        assertThat(folder).isEmptyDirectory();
    }

    private void check(String variant, boolean fold) throws IOException {
        Path archive = folder.resolve(variant + ".pt");
        TorchScript.write(weights(variant, fold), DType.F32, archive);
        check(archive, variant, fold ? "folded" : "unfolded");
    }

    private static void check(Path archive, String variant, String form) throws IOException {
        try (CompiledModule module = new CompiledModule(archive)) {
            for (Case input : NetworkGolden.of(variant).cases()) {
                input.check(variant + ", " + form, module.run(input));
            }
        }
    }

    private static Weights weights(String variant, boolean fold) {
        Weights weights = FormulaWeights.ofVariant(variant);
        return fold ? Pass.folding().apply(weights) : weights;
    }
}
