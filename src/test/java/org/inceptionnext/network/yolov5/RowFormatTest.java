package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Activation.Function;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with rows is said with file, row, module and reason; what people write is understood. */
class RowFormatTest {
    private static final String HEADER = """
            nc: 3
            depth_multiple: 0.5
            width_multiple: 0.25
            anchors:
              - [10, 13, 16, 30]
            """;

    /** A detector of one map, whose second row can be anything. */
    private static String rows(String... backbone) {
        return HEADER + "backbone:\n"
                + String.join("\n", Arrays.stream(backbone).map(r -> "  - " + r).toList())
                + "\nhead:\n  - [[-1], 1, Detect, [nc, anchors]]\n";
    }

    private static Detector build(String yaml) {
        DetectorDefinition definition =
                DetectorDefinition.read("my.yaml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        return definition.detector(definition.defaultOptions());
    }

    /** A few rows of a stranger's checkpoint must not become a million nodes. */
    @Test
    void repeatsOfAllRowsAreLimited() {
        String deep = HEADER.replace("depth_multiple: 0.5", "depth_multiple: 5.0");
        String row = "  - [-1, 100, C3, [64]]\n";
        String head = "head:\n  - [[-1], 1, Detect, [nc, anchors]]\n";
        assertThat(build(deep + "backbone:\n" + row.repeat(2) + head).graph().nodes())
                .hasSizeGreaterThan(1000);
        assertThat(refusal(deep + "backbone:\n" + row.repeat(3) + head))
                .hasMessage("my.yaml, row 2 ('C3'): brings the repeats of all rows to 1500; at most 1000 are allowed");
    }

    private static RowFormatException refusal(String yaml) {
        return catchThrowableOfType(RowFormatException.class, () -> build(yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[-1, 1, Convv, [64, 3, 2]] | my.yaml, row 1 ('Convv'): no module and no backbone has this name;"
                        + " nearest: Conv, DWConv, Concat",
                "[5, 1, Conv, [64]] | my.yaml, row 1 ('Conv'): is from 5, but only 0 to 0 are before it",
                "[-3, 1, Conv, [64]] | my.yaml, row 1 ('Conv'): is from -3, but only 0 to 0 are before it",
                "[[-1, 0], 1, Conv, [64]] | my.yaml, row 1 ('Conv'): takes one input, but is from 2",
                "[-1, 1, inceptionnext_tiny, []] | my.yaml, row 1 ('inceptionnext_tiny'): a backbone must be row 0",
                "[-1, 1, Conv, []] | my.yaml, row 1 ('Conv'): output channels must be a whole number from 1 to 65536,"
                        + " but is missing",
                "[-1, 1, Conv, [64, 3.5]] | my.yaml, row 1 ('Conv'): kernel must be a whole number from 1 to 65536,"
                        + " but is 3.5",
                "[-1, 1, Conv, [64, 3, 1, None, 1, 1, eval(x)]] | my.yaml, row 1 ('Conv'): unknown activation"
                        + " 'eval(x)'; there are ELU, GELU, Hardswish, Identity, LeakyReLU, Mish, ReLU, ReLU6, SELU,"
                        + " SiLU, Sigmoid, Softplus, Tanh, with arguments as torch's",
                "[-1, 1, Conv, [64, 1, 1, None, 5]] | my.yaml, row 1 ('Conv'): model.1.conv: 16 to 16 channels do not"
                        + " fall into 5 groups",
                "[-1, 3, Bottleneck, [128]] | my.yaml, row 1 ('Bottleneck'): is there 2 times in a row, so channels"
                        + " and size must stay, but it makes 32 channels of 16",
                "[-1, 1, C3, [64, 7]] | my.yaml, row 1 ('C3'): shortcut must be True or False, but is 7",
                "[-1, 1, nn.Upsample, [None, 2, bilinear]] | my.yaml, row 1 ('nn.Upsample'): mode must be 'nearest',"
                        + " nothing else, but is 'bilinear'",
                "[-1, 1, SPPF, [64, 4]] | my.yaml, row 1 ('SPPF'): kernel must be odd to keep the size, but is 4",
                "[-1, 1, Detect, [nc, anchors]] | my.yaml, row 2 ('Detect'): stands after Detect, which must be last",
                "[-1, 1, nn.ZeroPad2d, [[1, 2]]] | my.yaml, row 1 ('nn.ZeroPad2d'): padding must be [left, right, top,"
                        + " bottom], but is [1, 2]",
                "[-1, 0, Conv, [64]] | my.yaml, row 1 ('Conv'): number must be from 1 to 100, but is 0",
                "[-1, 1, Conv] | my.yaml, row 1: must be [from, number, module, arguments], but is [-1, 1, 'Conv']",
                "[-1, 1, 7, []] | my.yaml, row 1: module must be a name, but is 7",
                "[x, 1, Conv, [64]] | my.yaml, row 1 ('Conv'): from must be the index of a row or a list of them, but"
                        + " is 'x'"
            })
    void wrongRowIsNamedWithModuleAndReason(String row, String message) {
        assertThat(refusal(rows("[-1, 1, Conv, [64, 3, 2]]", row))).hasMessage(message);
    }

    @Test
    void nameThatIsNearToNoneIsAnsweredWithAll() {
        assertThat(refusal(rows("[-1, 1, Conv, [64]]", "[-1, 1, Segment, [nc, anchors]]")))
                .hasMessageStartingWith("my.yaml, row 1 ('Segment'): no module and no backbone has this name; there are"
                        + " Conv, DWConv, Focus, ")
                .hasMessageContaining(", Detect, ")
                .hasMessageContaining("inceptionnext_tiny");
    }

    @Test
    void mapsOfUnequalSizesCannotBeJoined() {
        String yaml = rows("[-1, 1, Conv, [64, 3, 2]]", "[-1, 1, Conv, [64, 3, 2]]", "[[-1, 0], 1, Concat, [1]]");
        assertThat(refusal(yaml)).hasMessage("my.yaml, row 2 ('Concat'): model.2: joins maps of strides 4 and 2");
    }

    @Test
    void anchorsOfAWrongLengthAreRefused() {
        String two = rows("[-1, 1, Conv, [64, 3, 2]]").replace("[10, 13, 16, 30]", "[10, 13]\n  - [16, 30]");
        assertThat(refusal(two)).hasMessage("my.yaml, row 1 ('Detect'): anchors are for 2 maps, but the head reads 1");
        String odd = rows("[-1, 1, Conv, [64, 3, 2]]").replace("[10, 13, 16, 30]", "[10, 13, 16]");
        assertThat(refusal(odd))
                .hasMessage("my.yaml: anchors must be one list [w, h, w, h, ...] for each map, or a number from 1 to"
                        + " 100, but are [[10, 13, 16]]");
        String uneven = rows("[-1, 1, Conv, [64, 3, 2]]").replace("[10, 13, 16, 30]", "[10, 13]\n  - [1, 2, 3, 4]");
        assertThat(refusal(uneven))
                .hasMessage("my.yaml: anchors must have as many numbers for each map, but have [2, 4]");
    }

    @Test
    void tabIsRefusedWithItsLine() {
        RowFormatException refusal = refusal(rows("[-1, 1, Conv, [64]]") + "\tch: 3\n");
        assertThat(refusal).hasMessageStartingWith("my.yaml is not YAML: ").hasMessageContaining("line 10");
    }

    @Test
    void unknownKeyIsAnsweredWithTheNearest() {
        assertThat(refusal(rows("[-1, 1, Conv, [64]]") + "deph_multiple: 1\n"))
                .hasMessage("my.yaml: unknown key 'deph_multiple'; nearest: depth_multiple, width_multiple");
    }

    @Test
    void missingKeysAreNamed() {
        assertThat(refusal("nc: 3\n"))
                .hasMessage(
                        "my.yaml: backbone must be a list of rows [from, number, module, arguments], but is missing");
        assertThat(refusal(rows("[-1, 1, Conv, [64]]").replace("nc: 3\n", "")))
                .hasMessage("my.yaml: nc must be a whole number from 1 to 65536, but is missing");
        assertThat(refusal("- 1\n")).hasMessageStartingWith("my.yaml: must have the keys nc, depth_multiple");
    }

    @Test
    void headMustBeThere() {
        String yaml = HEADER + "backbone:\n  - [-1, 1, Conv, [64]]\nhead:\n  - [-1, 1, Conv, [64]]\n";
        assertThat(refusal(yaml)).hasMessage("my.yaml: the last row must be Detect");
    }

    /** Such lists come from a stranger's checkpoint. */
    @Test
    void listThatContainsItselfIsRefused() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        Map<String, Object> content = Map.of(
                "nc",
                1,
                "depth_multiple",
                1,
                "width_multiple",
                1,
                "anchors",
                List.of(List.of(1, 2)),
                "backbone",
                List.of(List.of(-1, 1, "Conv", endless)),
                "head",
                List.of(List.of(-1, 1, "Detect", List.of("nc", "anchors"))));
        DetectorDefinition definition = DetectorDefinition.of("my.pt", content);
        RowFormatException refusal =
                catchThrowableOfType(RowFormatException.class, () -> definition.detector(definition.defaultOptions()));
        assertThat(refusal).hasMessageStartingWith("my.pt, row 0 ('Conv'): output channels must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inceptionnext_pico",
                "inception_next_pico",
                "inception_next_pico.sail_in1k",
                "InceptionNeXt_pico",
                "inceptionnext-pico"
            })
    void backboneIsFoundUnderTheSpellingsThatPeopleWrite(String spelling) {
        Detector detector = build(rows("[-1, 1, " + spelling + ", [False]]"));
        assertThat(detector.rows().get(0).channels()).containsExactly(16, 32, 48, 64);
        assertThat(detector.rows().get(1).index()).isEqualTo(5);
        assertThat(detector.strides()).containsExactly(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inceptionnext_zepto",
                "inceptionnext_atto",
                "inceptionnext_tiny",
                "inceptionnext_small",
                "inceptionnext_base"
            })
    void everyRegisteredVariantIsABackbone(String variant) {
        Detector detector = build(rows("[-1, 1, " + variant + ", []]", "[1, 1, Conv, [64]]"));
        assertThat(detector.strides()).containsExactly(4);
        assertThat(detector.saved()).containsExactly(1);
    }

    @Test
    void placeWithoutAMapCannotBeRead() {
        assertThat(refusal(rows("[-1, 1, inceptionnext_pico, []]", "[0, 1, Conv, [64]]")))
                .hasMessage("my.yaml, row 1 ('Conv'): is from 0, where the backbone has no map: it has fewer than 5");
    }

    /** The class-wide default of the original leaks from one network into the next. */
    @Test
    void activationIsThatOfOneBuild() {
        String leaky = rows("[-1, 1, Conv, [64]]") + "activation: nn.LeakyReLU(0.2)\n";
        assertThat(build(leaky).graph().nodes().stream().map(Node::operation)).contains(new LeakyRelu(0.2));
        assertThat(build(rows("[-1, 1, Conv, [64]]")).graph().nodes().stream().map(Node::operation))
                .contains(new org.inceptionnext.network.Operation.Activation(Function.SILU))
                .doesNotHaveAnyElementsOfTypes(LeakyRelu.class);
    }

    @Test
    void someModulesAndTheBackboneKeepTheirActivation() {
        String yaml = rows("[-1, 1, inceptionnext_pico, []]", "[-1, 1, MixConv2d, [64]]") + "activation: nn.ReLU()\n";
        assertThat(build(yaml).graph().nodes().stream()
                        .map(Node::operation)
                        .filter(org.inceptionnext.network.Operation.Activation.class::isInstance)
                        .distinct())
                .containsExactly(
                        new org.inceptionnext.network.Operation.Activation(Function.GELU),
                        new org.inceptionnext.network.Operation.Activation(Function.SILU));
    }

    /** Half to even: 0.5 * 5 = 2.5 is 2, 0.5 * 7 = 3.5 is 4, and nothing disappears. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "5, 2", "7, 4"})
    void depthIsRoundedHalfToEven(int number, int repeats) {
        Detector detector = build(rows("[-1, 1, Conv, [64]]", "[-1, " + number + ", C3, [64]]"));
        assertThat(detector.rows().get(1).repeats()).isEqualTo(repeats);
    }

    @Test
    void repeatedModuleIsASequence() {
        Detector detector = build(rows("[-1, 1, Conv, [64]]", "[-1, 3, Bottleneck, [64]]"));
        assertThat(detector.graph().parameters().stream().map(p -> p.name()))
                .contains("model.1.0.cv1.conv.weight", "model.1.1.cv2.bn.bias");
    }

    /** With 251 classes the original's head has 768 channels, so a row of 768 is not scaled. */
    @Test
    void channelsThatAreThoseOfTheHeadStayWithAWarning() {
        String yaml = rows("[-1, 1, Conv, [768, 3, 2]]").replace("[10, 13, 16, 30]", "[10, 13, 16, 30, 33, 23]");
        DetectorDefinition definition =
                DetectorDefinition.read("my.yaml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        Detector coincidence = definition.detector(new NetworkOptions(251, 3));
        assertThat(coincidence.rows().get(0).channels()).containsExactly(768);
        assertThat(coincidence.warnings())
                .containsExactly("my.yaml, row 0 ('Conv'): keeps 768 channels instead of the scaled 192, because the"
                        + " head has as many with 251 classes");
        Detector usual = definition.detector(new NetworkOptions(250, 3));
        assertThat(usual.rows().get(0).channels()).containsExactly(192);
        assertThat(usual.warnings()).isEmpty();
    }

    /** Rows of a checkpoint: None and False are themselves, and the number of channels is there too. */
    @Test
    void rowsInsideACheckpointAreUnderstood() {
        Map<String, Object> content = new HashMap<>(Map.of(
                "nc",
                2,
                "depth_multiple",
                1.0,
                "width_multiple",
                1.0,
                "ch",
                4,
                "anchors",
                List.of(List.of(1, 2)),
                "backbone",
                List.of(List.of(-1, 1, "Conv", Arrays.asList(8, 3, 1, null, 1, 1, false))),
                "head",
                List.of(List.of(List.of(0), 1, "Detect", List.of("nc", "anchors")))));
        DetectorDefinition definition = DetectorDefinition.of("my.pt", content);
        assertThat(definition.defaultOptions()).isEqualTo(new NetworkOptions(2, 4));
        Detector detector = definition.detector(definition.defaultOptions());
        assertThat(detector.rows().get(0).arguments()).containsExactly(4, 8, 3, 1, null, 1, 1, false);
        assertThat(detector.graph().nodes().stream()
                        .map(node -> node.operation().getClass().getSimpleName()))
                .startsWith("Convolution", "BatchNorm", "Convolution");
    }

    /** Small anchors belong to the fine map, whatever order the file has them in. */
    @Test
    void anchorsFollowTheStrides() {
        Anchors anchors = Anchors.parse(List.of(List.of(64, 64), List.of(8, 8)));
        assertThat(anchors.inCells(List.of(8, 32))).containsExactly(List.of(1.0, 1.0), List.of(2.0, 2.0));
        assertThat(anchors.inCells(List.of(32, 8))).containsExactly(List.of(2.0, 2.0), List.of(1.0, 1.0));
    }
}
