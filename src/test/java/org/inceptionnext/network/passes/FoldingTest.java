package org.inceptionnext.network.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Counts;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Networks;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.ReferenceNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pass by running both sides in double: what is left is the one rounding of each folded weight to float32. */
class FoldingTest {
    private static final Weights PICO = FormulaWeights.of(Networks.graph("pico"));

    /**
     * Half a unit in the last place of float32 on each folded weight; the effect on an output of size 2 to 4 is a few of
     * those. Torch's own float32 is 0.8e-6 to 2.6e-6 off here.
     */
    private static final double ROUNDING = 1e-6;

    record NamedPass(String name, Pass pass) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<NamedPass> passes() {
        return List.of(
                new NamedPass("fold BatchNorm", new FoldBatchNorm()),
                new NamedPass("fold layer scale", new FoldLayerScale()),
                new NamedPass("fold both", Pass.folding()),
                new NamedPass("balance channels", Pass.balancing()),
                new NamedPass("merge depthwise", Pass.mergingDepthwise(1)),
                new NamedPass(
                        "fold, merge depthwise from stride 16", Pass.folding().then(Pass.mergingDepthwise(16))));
    }

    @ParameterizedTest
    @MethodSource("passes")
    void answersStayTheSame(NamedPass pass) {
        NetworkGolden.Case input = NetworkGolden.of("pico").input("1x3x97x131");
        Map<String, double[]> before = new ReferenceNetwork(PICO).run(input);
        Map<String, double[]> after = new ReferenceNetwork(pass.pass().apply(PICO)).run(input);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, expected) -> {
            double difference = maxAbsDifference(expected, after.getOrDefault(name, new double[0]));
            System.out.printf("%s, %s: largest difference %.1e%n", pass, name, difference);
            assertThat(difference).as(name).isLessThan(ROUNDING);
        });
    }

    @ParameterizedTest
    @MethodSource("passes")
    void argumentStaysAsItIs(NamedPass pass) {
        List<Node> before = PICO.graph().nodes();
        Map<String, Tensor> tensorsBefore = new HashMap<>(PICO.tensors());
        pass.pass().apply(PICO);
        assertThat(PICO.graph().nodes()).isEqualTo(before);
        assertThat(PICO.tensors()).isEqualTo(tensorsBefore);
    }

    @Test
    void threeBranchesBecomeOneWhereTheMapIsSmall() {
        List<Size> kernels = Pass.mergingDepthwise(16).apply(PICO).graph().nodes().stream()
                .filter(node -> node.operation() instanceof Convolution c && c.groups() > 1)
                .map(node -> ((Convolution) node.operation()).window().kernel())
                .distinct()
                .toList();
        long merged = Pass.mergingDepthwise(16).apply(PICO).graph().nodes().stream()
                .filter(node ->
                        node.scope().startsWith("stages.2") || node.scope().startsWith("stages.3"))
                .filter(node -> node.operation() instanceof Convolution c && c.groups() > 1)
                .count();
        int band = kernels.stream().mapToInt(Size::width).max().orElseThrow();
        assertThat(kernels)
                .containsExactlyInAnyOrder(new Size(3, 3), new Size(1, band), new Size(band, 1), new Size(band, band));
        assertThat(merged)
                .isEqualTo(PICO.graph().nodes().stream()
                        .filter(node -> node.scope().startsWith("stages.2")
                                || node.scope().startsWith("stages.3"))
                        .filter(node -> node.scope().endsWith("token_mixer") && node.operation() instanceof Concat)
                        .count());
    }

    @Test
    void everyBatchNormAndLayerScaleOfInceptionNextFolds() {
        Graph folded = Pass.folding().apply(PICO).graph();
        assertThat(folded.nodes())
                .extracting(Node::operation)
                .noneMatch(BatchNorm.class::isInstance)
                .noneMatch(ChannelScale.class::isInstance);
        assertThat(folded.parameters()).extracting(Parameter::name).hasSize(114 - 5 * 9 - 5);
        assertThat(folded.parameters()).noneMatch(p -> p.role().isBuffer());
        assertThat(Counts.of(folded, 224, 224).macs())
                .isEqualTo(Counts.of(PICO.graph(), 224, 224).macs());
    }

    /** By the textbook formula in double, rounded once. */
    @Test
    void foldedWeightIsRoundedOnceFromDouble() throws IOException {
        Weights folded = Pass.folding().apply(PICO);
        float[] weight = tensor(PICO, "stem.0.weight").floats();
        float[] scale = tensor(PICO, "stem.1.weight").floats();
        float[] variance = tensor(PICO, "stem.1.running_var").floats();
        float[] expected = new float[weight.length];
        for (int i = 0; i < weight.length; i++) {
            int channel = i / (3 * 4 * 4);
            expected[i] = (float) (weight[i] * (scale[channel] / Math.sqrt(variance[channel] + 1e-5)));
        }
        assertThat(tensor(folded, "stem.0.weight").floats()).containsExactly(expected);
    }

    @Test
    void paddedConvolutionAfterBatchNormKeepsIt() {
        GraphBuilder net = GraphBuilder.forImages(4);
        Value normed = net.in("norm").batchNorm(net.input(), 1e-5);
        net.output(OutputKind.LOGITS, net.in("conv").convolution(normed, 4, Window.same(3, 3), 1));
        assertThat(foldedOperations(net)).containsExactly("BatchNorm", "Convolution");
    }

    @Test
    void valueThatSomebodyElseReadsKeepsItsBatchNorm() {
        GraphBuilder net = GraphBuilder.forImages(4);
        Value conv = net.in("conv").convolution(net.input(), 4, Window.patch(1), 1);
        Value normed = net.in("norm").batchNorm(conv, 1e-5);
        net.output(OutputKind.LOGITS, net.add(conv, normed));
        assertThat(foldedOperations(net)).containsExactly("Convolution", "BatchNorm", "Add");
    }

    @Test
    void valueThatIsAnOutputKeepsItsBatchNorm() {
        GraphBuilder net = GraphBuilder.forImages(4);
        Value conv = net.in("conv").convolution(net.input(), 4, Window.patch(1), 1);
        net.output(OutputKind.EMBEDDING, conv);
        net.output(OutputKind.LOGITS, net.in("norm").batchNorm(conv, 1e-5));
        assertThat(foldedOperations(net)).containsExactly("Convolution", "BatchNorm");
    }

    /** Two groups: the second output channel must not see the first group's normalisation. */
    @Test
    void groupedConvolutionTakesOverTheBatchNormBeforeIt() throws IOException {
        GraphBuilder net = GraphBuilder.forImages(4);
        Value normed = net.in("norm").batchNorm(net.input(), 1e-5);
        net.output(OutputKind.LOGITS, net.in("conv").convolution(normed, 6, Window.patch(2), 2));
        Weights original = FormulaWeights.of(net.build());
        Weights folded = new FoldBatchNorm().apply(original);
        assertThat(folded.graph().nodes()).hasSize(1);

        NetworkGolden.Case input = new NetworkGolden.Case(
                "1x4x6x6", new NetworkGolden.Input("input", List.of(1L, 4L, 6L, 6L), ""), Map.of());
        double[] expected = new ReferenceNetwork(original).run(input).getOrDefault("logits", new double[0]);
        double[] actual = new ReferenceNetwork(folded).run(input).getOrDefault("logits", new double[0]);
        assertThat(actual).containsExactly(expected, within(ROUNDING));
    }

    @Test
    void foldedTensorsAreComputedOnlyWhenRead() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        Map<String, Tensor> counted = new HashMap<>();
        PICO.tensors().forEach((name, tensor) -> counted.put(name, new CountedTensor(tensor, reads)));
        Weights folded = Pass.folding().apply(Weights.bind(PICO.graph(), counted));
        assertThat(folded.tensors()).hasSize(64);
        assertThat(reads).hasValue(0);
        tensor(folded, "stem.0.weight").floats();
        assertThat(reads).hasValue(3);
    }

    /** Counts how often elements are read. */
    private record CountedTensor(Tensor tensor, AtomicInteger reads) implements Tensor {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }

        @Override
        public List<Long> shape() {
            return tensor.shape();
        }

        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            reads.incrementAndGet();
            tensor.writeTo(out);
        }

        @Override
        public ByteBuffer bytes() throws IOException {
            reads.incrementAndGet();
            return tensor.bytes();
        }

        @Override
        public float[] floats() throws IOException {
            reads.incrementAndGet();
            return tensor.floats();
        }
    }

    private static Tensor tensor(Weights weights, String name) {
        return Optional.ofNullable(weights.tensors().get(name)).orElseThrow();
    }

    private static List<String> foldedOperations(GraphBuilder net) {
        Weights folded = Pass.folding().apply(FormulaWeights.of(net.build()));
        List<String> names = new ArrayList<>();
        for (Node node : folded.graph().nodes()) {
            names.add(node.operation().getClass().getSimpleName());
        }
        return names;
    }

    private static double maxAbsDifference(double[] a, double[] b) {
        assertThat(b).hasSameSizeAs(a);
        double max = 0;
        for (int i = 0; i < a.length; i++) {
            max = Math.max(max, Math.abs(a[i] - b[i]));
        }
        return max;
    }
}
