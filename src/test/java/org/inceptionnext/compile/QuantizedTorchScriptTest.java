package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.inceptionnext.testing.ProcessorFlags;
import org.inceptionnext.testing.ReferenceNetwork;
import org.inceptionnext.testing.ReferenceRanges;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** 8-bit archives against the same arithmetic in plain Java, in whole numbers and double. */
class QuantizedTorchScriptTest {
    private static final Case IMAGE = NetworkGolden.of("pico").input("1x3x97x131");
    private static final Weights BALANCED = Pass.balancing().apply(FormulaWeights.ofVariant("pico"));

    /**
     * A number halfway between two steps falls to either, by the last bit of what was computed before, and moves what follows
     * by a step: measured 3e-3 where the 8 bits themselves cost 2e-2.
     */
    private static final double TIES = 1e-2;

    /** Without VNNI sums of products of bytes lose their upper bits (measured 5e-2); there the runtime leaves this form alone. */
    private static final double SATURATED = 1e-1;

    @TempDir
    private Path folder;

    @BeforeAll
    static void loadEngine() {
        Engine.getInstance();
    }

    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void answersAreThoseOfTheSameArithmeticInJava() throws IOException {
        Quantization ranges = ReferenceRanges.of(BALANCED, IMAGE);
        assertThat(ranges.ranges()).hasSize(2 * 5);
        Weights quantized = Pass.quantize(BALANCED, ranges);
        double[] expected = logits(new ReferenceNetwork(quantized).run(IMAGE));
        double[] exact = logits(new ReferenceNetwork(BALANCED).run(IMAGE));
        Path archive = folder.resolve("int8.pt");
        AtomicFile.write(archive, out -> TorchScript.writePacked(quantized, DType.F32, new Size(97, 131), out));
        try (CompiledModule module = new CompiledModule(archive)) {
            double unpacked = relativeL2(expected, run(module, "reference"));
            module.prepack(1);
            double packed = relativeL2(expected, run(module, "forward"));
            double rounding = relativeL2(exact, expected);
            System.out.printf(
                    "8 bits against Java: plain operators %.1e, products of bytes %.1e; against no rounding %.1e%n",
                    unpacked, packed, rounding);
            assertThat(unpacked).isLessThan(TIES);
            assertThat(packed).isLessThan(ProcessorFlags.has("_vnni") ? TIES : SATURATED);
            assertThat(rounding).isBetween(1e-4, 1e-1);
        }
    }

    private static double[] logits(Map<String, double[]> outputs) {
        return Objects.requireNonNull(outputs.get("logits"));
    }

    private static double[] run(CompiledModule module, String method) {
        float[] logits =
                module.run(method, IMAGE.input().shape(), IMAGE.inputElements()).get(0);
        double[] wide = new double[logits.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = logits[i];
        }
        return wide;
    }

    private static double relativeL2(double[] expected, double[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
