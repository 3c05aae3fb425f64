package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.inceptionnext.testing.ProcessorFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packed archives against the goldens: every output at every golden input, before and after the weights are packed. */
class PackedTorchScriptTest {
    /** The forms of {@link Pass#mergingDepthwise}: nowhere, from stride 16, everywhere. */
    private static final int NOWHERE = 64;

    @TempDir
    private Path folder;

    private int threads;

    @BeforeEach
    void rememberThreads() {
        Engine.getInstance();
        threads = JniUtils.getNumThreads();
    }

    @AfterEach
    void allThreadsAgain() {
        JniUtils.setNumThreads(threads);
    }

    @ParameterizedTest
    @CsvSource({
        "pico, 64, 1",
        "pico, 16, 2",
        "pico, 1, 2",
        "atto, 64, 1",
        "atto, 16, 2",
        "atto, 1, 1",
        "tiny, 64, 2",
        "tiny, 16, 1"
    })
    void answersAreTimms(String variant, int mergedFrom, int threadCount) throws IOException {
        JniUtils.setNumThreads(threadCount);
        check(variant, mergedFrom);
    }

    @Tag("wide")
    @ParameterizedTest
    @CsvSource({"small, 16", "base, 16"})
    void answersOfTheLargeVariantsAreTimms(String variant, int mergedFrom) throws IOException {
        check(variant, mergedFrom);
    }

    private void check(String variant, int mergedFrom) throws IOException {
        Path archive = write(variant, DType.F32, mergedFrom);
        try (CompiledModule module = new CompiledModule(archive)) {
            for (Case input : NetworkGolden.of(variant).cases()) {
                input.check(variant + ", unpacked", module.run(input));
            }
            module.prepack(1);
            for (Case input : NetworkGolden.of(variant).cases()) {
                input.check(variant + ", packed", module.run(input), NetworkGolden.packedTolerance());
            }
        }
    }

    /** The bounds of {@link TorchScriptTest}, which are for the same types. */
    @ParameterizedTest
    @CsvSource({"BF16, 64, 2e-2", "BF16, 16, 2e-2"})
    void reducedPrecisionStaysNear(DType dtype, int mergedFrom, double tolerance) throws IOException {
        assumeTrue(ProcessorFlags.has("avx512bw|avx_ne_convert"), "oneDNN has no bfloat16 on this processor");
        Path archive = write("pico", dtype, mergedFrom);
        Case input = NetworkGolden.of("pico").input("1x3x224x224");
        try (CompiledModule module = new CompiledModule(archive)) {
            near(input, module.run(input), tolerance);
            module.prepack(1);
            near(input, module.run(input), tolerance);
        }
    }

    private static void near(Case input, Map<String, float[]> outputs, double tolerance) throws IOException {
        for (Map.Entry<String, float[]> output : outputs.entrySet()) {
            double difference = input.expected(output.getKey()).relativeL2(output.getValue());
            System.out.printf("pico, packed, %s: relative L2 %.1e%n", output.getKey(), difference);
            assertThat(difference).as(output.getKey()).isLessThan(tolerance);
        }
    }

    private Path write(String variant, DType dtype, int mergedFrom) throws IOException {
        Weights weights = FormulaWeights.ofVariant(variant);
        Pass pass = mergedFrom == NOWHERE ? Pass.folding() : Pass.folding().then(Pass.mergingDepthwise(mergedFrom));
        Path archive = folder.resolve(variant + ".pt");
        AtomicFile.write(archive, out -> TorchScript.writePacked(pass.apply(weights), dtype, new Size(224, 224), out));
        return archive;
    }
}
