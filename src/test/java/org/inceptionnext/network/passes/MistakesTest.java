package org.inceptionnext.network.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.inceptionnext.network.Networks;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Weights;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.testing.NetworkGolden;
import org.inceptionnext.testing.NetworkGolden.Expected;
import org.inceptionnext.testing.ReferenceNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Common mistakes move the logits by more than the tolerance of the goldens: what passes did not make them. */
class MistakesTest {
    private static final Mistakes MISTAKES = GoldenResource.read("network/mistakes", Mistakes.class);
    private static final NetworkGolden.Case INPUT = NetworkGolden.of("pico").input("1x3x224x224");
    private static final Weights PICO = FormulaWeights.of(Networks.graph("pico"));

    /** The content of {@code mistakes.json}; changes are in float64. */
    record Mistakes(Map<String, Double> maxAbsChange) {}

    record Mistake(String name, UnaryOperator<Operation> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void toleranceCatchesEveryMistakeOfTheFile() {
        Expected logits = logits();
        double tolerance = NetworkGolden.TOLERANCE * Math.max(logits.maxAbsDiff(), logits.maxAbsDiffNoOneDnn());
        assertThat(MISTAKES.maxAbsChange()).hasSize(10);
        assertThat(MISTAKES.maxAbsChange().values()).allMatch(change -> change > 10 * tolerance);
    }

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake("batchNormEps1em6", batchNormEps(1e-6)),
                new Mistake("batchNormEps1em3", batchNormEps(1e-3)),
                new Mistake(
                        "headLayerNormEps1em5",
                        op -> op instanceof LayerNorm norm ? new LayerNorm(norm.scale(), norm.shift(), 1e-5) : op));
    }

    private static UnaryOperator<Operation> batchNormEps(double eps) {
        return op ->
                op instanceof BatchNorm norm ? new BatchNorm(norm.scale(), norm.shift(), norm.statistics(), eps) : op;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeMovesTheLogitsAsFarAsTheFileSays(Mistake mistake) {
        GraphEdit edit = new GraphEdit(PICO);
        for (Node node : edit.nodes()) {
            Operation changed = mistake.change().apply(node.operation());
            edit.replace(node, new Node(node.scope(), changed, node.inputs(), node.output()));
        }
        checkChange(mistake.name(), edit);
    }

    @Test
    void ignoredLayerScaleMovesTheLogitsAsFarAsTheFileSays() {
        GraphEdit edit = new GraphEdit(PICO);
        for (Node node : edit.nodes()) {
            if (node.operation() instanceof ChannelScale) {
                Node before = edit.producerOnlyFor(node).orElseThrow();
                edit.replace(before, new Node(before.scope(), before.operation(), before.inputs(), node.output()));
                edit.remove(node);
            }
        }
        checkChange("gammaIgnored", edit);
    }

    private static void checkChange(String name, GraphEdit edit) {
        double[] wrong = new ReferenceNetwork(edit.result()).run(INPUT).getOrDefault("logits", new double[0]);
        double change = logits().maxAbsDifference(wrong);
        System.out.printf("%s moves a logit by %.3e%n", name, change);
        assertThat(change).isCloseTo(MISTAKES.maxAbsChange().getOrDefault(name, Double.NaN), within(1e-12));
    }

    private static Expected logits() {
        return INPUT.expected("logits");
    }
}
