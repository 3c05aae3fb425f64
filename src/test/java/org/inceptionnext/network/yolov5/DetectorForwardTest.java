package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.Onnx;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.DetectorGolden;
import org.inceptionnext.testing.DetectorGolden.Case;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.OnnxModel;
import org.inceptionnext.testing.ReferenceNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole detectors against the original's float64 numbers: raw maps and decoded boxes, both eps of the backbone. */
class DetectorForwardTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "pico, pico-1x3x64x64",
        "pico, pico-1x3x320x320",
        "pico, pico-2x3x256x320",
        "tiny, tiny-1x3x320x320",
        "yolov5n, yolov5n-1x3x320x320"
    })
    void answersInTheEngineAreTheOriginals(String name, String goldenName) throws IOException {
        DetectorGolden golden = DetectorGolden.of(goldenName);
        Detector detector = Detectors.registered(name, golden.nc());
        for (Case expected : golden.cases()) {
            Weights weights = weights(detector, expected);
            for (boolean fold : folds(name, expected)) {
                Path archive = folder.resolve("module.pt");
                TorchScript.write(fold ? Pass.folding().apply(weights) : weights, DType.F32, archive);
                try (CompiledModule module = new CompiledModule(archive)) {
                    List<Long> shape = golden.input().shape();
                    String what = goldenName + ", eps " + expected.backboneBnEps() + (fold ? ", folded" : "");
                    expected.checkRaw(what, module.run("raw", shape, golden.inputElements()));
                    expected.checkDecoded(
                            what,
                            module.run("forward", shape, golden.inputElements()).get(0));
                }
            }
        }
    }

    /** One file for each batch, height and width of a network: all three are open until it runs. */
    @ParameterizedTest
    @CsvSource({
        "pico, false, pico-1x3x64x64 pico-1x3x320x320 pico-2x3x256x320",
        "pico, true, pico-1x3x64x64 pico-1x3x320x320 pico-2x3x256x320",
        "tiny, false, tiny-1x3x320x320",
        "tiny, true, tiny-1x3x320x320",
        "yolov5n, false, yolov5n-1x3x320x320"
    })
    void answersInOnnxRuntimeAreTheOriginals(String name, boolean fold, String goldenNames) throws IOException {
        DetectorGolden first = DetectorGolden.of(goldenNames.split(" ", -1)[0]);
        Detector detector = Detectors.registered(name, first.nc());
        for (Case backbone : first.cases()) {
            Weights weights = weights(detector, backbone);
            Path file = folder.resolve("detector.onnx");
            List<OutputKind> outputs = List.copyOf(weights.graph().outputs().keySet());
            Onnx.write(fold ? Pass.folding().apply(weights) : weights, outputs, DType.F32, file);
            try (OnnxModel model = new OnnxModel(file)) {
                for (String goldenName : goldenNames.split(" ", -1)) {
                    checkOnnx(model, goldenName, fold, backbone.backboneBnEps());
                }
            }
        }
    }

    private static void checkOnnx(OnnxModel model, String goldenName, boolean fold, double backboneEps) {
        DetectorGolden golden = DetectorGolden.of(goldenName);
        Case expected = golden.cases().stream()
                .filter(c -> c.backboneBnEps() == backboneEps)
                .findFirst()
                .orElseThrow();
        Map<String, float[]> actual =
                new LinkedHashMap<>(model.run(golden.input().shape(), golden.inputElements()));
        String what = goldenName + " in ONNX, eps " + backboneEps + (fold ? ", folded" : "");
        expected.checkDecoded(what, Objects.requireNonNull(actual.remove("predictions")));
        assertThat(actual.keySet()).containsExactly("raw_0", "raw_1", "raw_2");
        expected.checkRaw(what, List.copyOf(actual.values()));
    }

    /** Both ways; the largest network takes each eps one way, which is as much as the smaller ones leave open. */
    private static List<Boolean> folds(String name, Case expected) {
        return name.equals("tiny")
                ? List.of(expected.backboneBnEps() == ConvBlock.BATCH_NORM_EPS)
                : List.of(false, true);
    }

    /** By definition and without an engine, so nearly without rounding; 13 digits of the decoded 480 pixels are left. */
    @Test
    void answersInDoubleAreTheOriginals() {
        DetectorGolden golden = DetectorGolden.of("pico-1x3x64x64");
        Detector detector = Detectors.registered("pico", golden.nc());
        for (Case expected : golden.cases()) {
            Map<String, double[]> outputs = new ReferenceNetwork(weights(detector, expected))
                    .run(golden.input().shape(), golden.inputElements());
            for (int i = 0; i < expected.raw().size(); i++) {
                double[] raw = outputs.getOrDefault("raw_" + i, new double[0]);
                double difference = expected.raw().get(i).check("raw_" + i, raw, 2e-12);
                System.out.printf("pico in double, raw_%d: off by %.1e%n", i, difference);
            }
            double[] decoded = outputs.getOrDefault("predictions", new double[0]);
            expected.decoded().tensor().check("predictions", decoded, 5e-10);
        }
    }

    @Test
    void nothingIsLeftOfTheBatchNormsWhenFolded() {
        for (String name : List.of("pico", "yolov5n")) {
            Detector detector = Detectors.registered(name, 80);
            Weights folded = Pass.folding().apply(FormulaWeights.of(detector.graph(), detector.initialAnchors()));
            assertThat(folded.graph().nodes().stream()
                            .map(node -> node.operation().getClass().getSimpleName()))
                    .doesNotContain("BatchNorm", "ChannelScale");
        }
    }

    /** Objectness and sides in bfloat16 have 8 bits, but a centre must not lose its pixel: it is decoded in float32. */
    @Test
    void boxesAreDecodedInFloat32WhateverTheModuleComputesIn() throws IOException {
        DetectorGolden golden = DetectorGolden.of("pico-1x3x320x320");
        Detector detector = Detectors.registered("pico", golden.nc());
        Case expected = golden.cases().get(0);
        Path archive = folder.resolve("module.pt");
        TorchScript.write(Pass.folding().apply(weights(detector, expected)), DType.BF16, archive);
        try (CompiledModule module = new CompiledModule(archive)) {
            float[] boxes = module.run("forward", golden.input().shape(), golden.inputElements())
                    .get(0);
            double largest = expected.decoded().largestCentreDifference(boxes);
            System.out.printf("pico, bfloat16: centres off by at most %.2f pixels%n", largest);
            // A raw map is off by about 0.01, a centre by the slope of its sigmoid, 2 / 4, times the stride 32 times
            // that.
            assertThat(largest).isLessThan(0.5);
        }
    }

    /** The same for ONNX, in float16: 11 bits, so a raw map is off by about 0.002. */
    @Test
    void boxesAreDecodedInFloat32WhateverTheOnnxModelComputesIn() throws IOException {
        DetectorGolden golden = DetectorGolden.of("pico-1x3x320x320");
        Detector detector = Detectors.registered("pico", golden.nc());
        Case expected = golden.cases().get(0);
        Path file = folder.resolve("detector.onnx");
        Onnx.write(Pass.folding().apply(weights(detector, expected)), List.of(OutputKind.PREDICTIONS), DType.F16, file);
        try (OnnxModel model = new OnnxModel(file)) {
            float[] boxes = Objects.requireNonNull(
                    model.run(golden.input().shape(), golden.inputElements()).get("predictions"));
            double largest = expected.decoded().largestCentreDifference(boxes);
            System.out.printf("pico in ONNX, float16: centres off by at most %.3f pixels%n", largest);
            assertThat(largest).isLessThan(0.1);
        }
    }

    private static Weights weights(Detector detector, Case expected) {
        Graph graph = expected.backboneBnEps() == ConvBlock.BATCH_NORM_EPS
                ? detector.graph()
                : detector.withBackboneEps(expected.backboneBnEps());
        return FormulaWeights.of(graph, detector.initialAnchors());
    }
}
