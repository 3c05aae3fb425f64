package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.QuantizedLayer;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Case;
import org.inceptionnext.testing.ProcessorFlags;
import org.inceptionnext.testing.ReferenceNetwork;
import org.inceptionnext.testing.ReferenceRanges;
import org.inceptionnext.testing.RelativeL2;
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
     * by a step: measured up to 5e-3 where the 8 bits themselves cost 5e-2.
     */
    private static final double TIES = 1e-2;

    /** Without VNNI sums of products of bytes lose their upper bits (measured 5e-2); there the runtime leaves this form alone. */
    private static final double SATURATED = 1e-1;

    /**
     * Of weights up to 63 all sums of two products fit 16 bits (255 x 63 x 2), so that every processor can tell whether the right
     * things are multiplied.
     */
    private static final int GREATEST = 63;

    @TempDir
    private Path folder;

    @BeforeAll
    static void loadEngine() {
        Engine.getInstance();
    }

    private record Answers(String output, double[] expected, double[] exact) {}

    private static Answers inJava(Weights balanced, Weights quantized, String output, List<Long> shape, float[] input) {
        return new Answers(
                output,
                Objects.requireNonNull(
                        new ReferenceNetwork(quantized).run(shape, input).get(output)),
                Objects.requireNonNull(
                        new ReferenceNetwork(balanced).run(shape, input).get(output)));
    }

    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void answersAreThoseOfTheSameArithmeticInJava() throws IOException {
        Quantization ranges = ReferenceRanges.of(BALANCED, IMAGE);
        assertThat(ranges.ranges()).hasSize(2 * 5 + 3 + 1);
        checkBoth(
                BALANCED,
                Pass.quantize(BALANCED, ranges),
                "logits",
                IMAGE.input().shape(),
                IMAGE.inputElements());
    }

    /** A detector's maps; only its backbone is in 8 bits. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void detectorAnswersAreThoseOfTheSameArithmeticInJava() throws IOException {
        Weights balanced = Pass.balancing().apply(FormulaWeights.ofDetector("pico"));
        List<Long> shape = List.of(1L, 3L, 64L, 96L);
        float[] input = Formula.input("int8", shape, 0, 1);
        Quantization ranges = ReferenceRanges.of(balanced, shape, input);
        assertThat(ranges.ranges().keySet())
                .hasSize(2 * 5 + 3)
                .allMatch(scope -> scope.matches("model\\.0\\.stages\\..*\\.(mlp\\.fc[12]|downsample\\.1)"));
        checkBoth(balanced, Pass.quantize(balanced, ranges), "predictions", shape, input);
    }

    /** Halves all 8-bit weights (not quite the same network then) and doubles what a step of them stands for. */
    private static Weights withSumsIn16Bits(Weights quantized) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(quantized.tensors());
        for (Node node : quantized.graph().nodes()) {
            if (node.operation() instanceof QuantizedLayer layer) {
                String weight = layer.weight().name();
                String scale = layer.scale().name();
                tensors.put(weight, halved(quantized.tensor(layer.weight())));
                float[] steps = quantized.tensor(layer.scale()).floats();
                for (int i = 0; i < steps.length; i++) {
                    steps[i] *= 2;
                }
                tensors.put(scale, Tensors.ofFloats(scale, layer.scale().shape(), steps));
            }
        }
        return Weights.of(quantized.graph(), tensors, quantized.foldedNormalization());
    }

    private static Tensor halved(Tensor weight) throws IOException {
        ByteBuffer steps = weight.bytes();
        ByteBuffer halved = ByteBuffer.allocate(steps.remaining());
        while (steps.hasRemaining()) {
            halved.put((byte) (steps.get() * GREATEST / 127));
        }
        return Tensors.ofBytes(weight.name(), DType.I8, weight.shape(), halved.flip());
    }

    private void checkBoth(Weights balanced, Weights quantized, String output, List<Long> shape, float[] input)
            throws IOException {
        Answers answers = inJava(balanced, quantized, output, shape, input);
        check(quantized, answers, shape, input, ProcessorFlags.has("_vnni") ? TIES : SATURATED);
        Weights small = withSumsIn16Bits(quantized);
        check(small, inJava(balanced, small, output, shape, input), shape, input, TIES);
    }

    private void check(Weights quantized, Answers answers, List<Long> shape, float[] input, double packedBound)
            throws IOException {
        Path archive = folder.resolve("int8.pt");
        Size size = new Size(shape.get(2).intValue(), shape.get(3).intValue());
        AtomicFile.write(archive, out -> TorchScript.writePacked(quantized, DType.F32, size, out));
        Path portable = folder.resolve("portable.pt");
        AtomicFile.write(portable, out -> TorchScript.writePortable(quantized, DType.F32, out));
        try (CompiledModule module = new CompiledModule(archive);
                CompiledModule plain = new CompiledModule(portable)) {
            float[] reference = module.run("reference", shape, input).get(0);
            double portably = RelativeL2.of(
                    answers.expected(), plain.run("forward", shape, input).get(0));
            double unpacked = RelativeL2.of(answers.expected(), reference);
            module.prepack(1);
            double packed = RelativeL2.of(
                    answers.expected(), module.run("forward", shape, input).get(0));
            double rounding = RelativeL2.of(answers.exact(), answers.expected());
            System.out.printf(
                    "8 bits against Java, %s: plain operators %.1e and %.1e, products of bytes %.1e; against no rounding %.1e%n",
                    answers.output(), unpacked, portably, packed, rounding);
            assertThat(unpacked).isLessThan(TIES);
            assertThat(portably).isLessThan(TIES);
            assertThat(packed).isLessThan(packedBound);
            assertThat(rounding).isBetween(1e-6, 1e-1);
        }
    }
}
