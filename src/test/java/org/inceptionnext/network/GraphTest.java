package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.inceptionnext.network.Value.Shape.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTest {
    private static final Graph TINY = Networks.graph("tiny");

    @Test
    void outputsHaveTheChannelsAndStridesOfThePaper() {
        assertThat(TINY.outputs().keySet())
                .containsExactly(OutputKind.PYRAMID, OutputKind.EMBEDDING, OutputKind.PRE_LOGITS, OutputKind.LOGITS);
        assertThat(TINY.namedOutputs().keySet())
                .containsExactly(
                        "features_0", "features_1", "features_2", "features_3", "embedding", "pre_logits", "logits");
        assertThat(TINY.mainOutput()).isEqualTo(OutputKind.LOGITS);
        assertThat(TINY.namedOutputs().values())
                .extracting(Value::shape)
                .containsExactly(
                        new FeatureMap(96, 4),
                        new FeatureMap(192, 8),
                        new FeatureMap(384, 16),
                        new FeatureMap(768, 32),
                        new Vector(768),
                        new Vector(2304),
                        new Vector(1000));
    }

    /** The sizes that the goldens' README gives for odd inputs: what is left over at the bottom and right is dropped. */
    @ParameterizedTest
    @CsvSource({
        "97, 131, 24x32 12x16 6x8 3x4",
        "75, 115, 18x28 9x14 4x7 2x3",
        "32, 32, 8x8 4x4 2x2 1x1",
        "224, 224, 56x56 28x28 14x14 7x7"
    })
    void oddSizesAreRoundedDown(int height, int width, String expected) {
        Map<Value, Size> sizes = TINY.sizes(height, width);
        List<String> stages = TINY.values(OutputKind.PYRAMID).stream()
                .map(stage -> String.valueOf(sizes.get(stage)))
                .toList();
        assertThat(String.join(" ", stages)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "31, 40, stages.3.downsample.1",
        "40, 31, stages.3.downsample.1",
        "3, 224, stem.0",
        "8, 8, stages.2.downsample.1",
        "0, 224, the input"
    })
    void tooSmallInputIsToldWhereItEndsAndWhatIsEnough(int height, int width, String where) {
        assertThatThrownBy(() -> TINY.checkInputSize(height, width))
                .isInstanceOf(InputTooSmallException.class)
                .hasMessage("An input of " + height + "x" + width + " (height x width) is too small for this network:"
                        + " nothing is left of it at " + where + ". The smallest is 32x32.");
        assertThatCode(() -> TINY.checkInputSize(32, 32)).doesNotThrowAnyException();
    }

    @Test
    void outputNeedsOnlyTheNodesBeforeIt() {
        List<Node> nodes = TINY.nodesFor(List.of(TINY.values(OutputKind.PYRAMID).get(0)));
        assertThat(nodes).extracting(Node::scope).allMatch(s -> s.startsWith("stem") || s.startsWith("stages.0"));
        assertThat(TINY.nodesFor(List.of(TINY.output(OutputKind.LOGITS)))).isEqualTo(TINY.nodes());
    }

    @Test
    void unknownOutputIsAnsweredWithTheOutputsThereAre() {
        assertThatThrownBy(() -> TINY.output(OutputKind.PREDICTIONS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no output predictions; there are [features, embedding, pre_logits, logits]");
    }

    @Test
    void listIsNoSingleOutput() {
        assertThatThrownBy(() -> TINY.output(OutputKind.PYRAMID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the output features is a list");
        GraphBuilder net = GraphBuilder.forImages(3);
        net.output(OutputKind.EMBEDDING, List.of(net.input(), net.input()));
        assertThatThrownBy(net::build).hasMessage("the output embedding has 2 values");
    }

    @Test
    void builderNamesTheScopeWhereThingsDoNotFit() {
        GraphBuilder at = GraphBuilder.forImages(3).in("stages").in(1);
        assertThatThrownBy(() -> at.slice(at.input(), 1, 3)).hasMessage("stages.1: channels 1 to 4 of 3");
        assertThatThrownBy(() -> at.linear(at.input(), 10))
                .hasMessage("stages.1: needs a vector, has FeatureMap[channels=3, stride=1x1]");
        Value half = at.in("stem").convolution(at.input(), 3, Window.patch(2), 1);
        assertThatThrownBy(() -> at.concat(at.input(), half)).hasMessage("stages.1: joins maps of strides 1 and 2");
        assertThatThrownBy(() -> at.in("stem").depthwise(half, Window.same(3, 3)))
                .hasMessage("stages.1.stem: declares weight twice");
    }

    @Test
    void graphThatReadsAValueTooEarlyIsRefused() {
        assertThatThrownBy(() -> new Graph(
                        TINY.input(),
                        TINY.nodes().subList(1, TINY.nodes().size()),
                        TINY.outputs(),
                        TINY.parameters(),
                        TINY.parts()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stem.1 reads a value that no node before it makes");
    }
}
