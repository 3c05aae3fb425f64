package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.testing.CompiledModule;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.TensorGolden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that YOLOv5's own training wrote, from the bytes to the boxes. */
class DetectorCheckpointTest {
    private static final List<Long> SHAPE = List.of(1L, 3L, 64L, 64L);

    /** As the goldens' README suggests. */
    private static final double RAW_TOLERANCE = 5e-6;

    private static final double PIXEL_TOLERANCE = 2e-3;

    @TempDir
    private Path folder;

    /** What {@code .expected.json} says of a file, as far as it is read here. */
    record Expected(Forward forward) {}

    record Forward(List<TensorGolden> raw, TensorGolden decoded) {}

    @ParameterizedTest
    @ValueSource(strings = {"pico-last", "pico-stripped", "yolov5n-w0625-stripped", "yolov5n-w0625-oldclass"})
    void answersAreThoseOfTheOriginal(String name) throws IOException {
        Forward expected = new Gson()
                .fromJson(Files.readString(GoldenCheckpoint.resource(name + ".expected.json")), Expected.class)
                .forward();
        try (Recognition recognition = open(name)) {
            Weights weights = recognition.require(Use.DETECT).weights();
            for (boolean fold : new boolean[] {false, true}) {
                Path archive = folder.resolve(fold + ".pt");
                TorchScript.write(fold ? Pass.folding().apply(weights) : weights, DType.F32, archive);
                check(name + (fold ? ", folded" : ""), archive, expected);
            }
        }
    }

    private static void check(String what, Path archive, Forward expected) {
        float[] image = Formula.input("input", SHAPE, 0, 1);
        try (CompiledModule module = new CompiledModule(archive)) {
            List<float[]> raw = module.run("raw", SHAPE, image);
            for (int i = 0; i < raw.size(); i++) {
                double difference = expected.raw().get(i).check(what + ", raw_" + i, raw.get(i), RAW_TOLERANCE);
                System.out.printf("%s, raw_%d: off by %.1e (%.0e allowed)%n", what, i, difference, RAW_TOLERANCE);
            }
            float[] boxes = module.run("forward", SHAPE, image).get(0);
            double difference = expected.decoded().check(what + ", boxes", boxes, PIXEL_TOLERANCE);
            System.out.printf("%s: boxes off by %.1e pixels (%.0e allowed)%n", what, difference, PIXEL_TOLERANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pico-last, 'red,green,blue'",
        "pico-stripped, 'red,green,blue'",
        "yolov5n-w0625-stripped, 'person,café,猫,traffic light'",
        "yolov5n-w0625-oldclass, 'person,café,猫,traffic light'"
    })
    void classesHaveTheirNames(String name, String classNames) throws IOException {
        try (Recognition recognition = open(name)) {
            RecognisedModel detector = recognition.require(Use.DETECT);
            List<String> names = detector.classNames().names();
            assertThat(names).containsExactly(classNames.split(",", -1));
            assertThat(detector.options()).isEqualTo(new NetworkOptions(names.size(), 3));
            assertThat(detector.definition().name()).isEqualTo(name + ".pt");
        }
    }

    @Test
    void everyBatchNormHasTheEpsOfTheFile() throws IOException {
        try (Recognition recognition = open("pico-stripped")) {
            List<Double> eps = recognition.require(Use.DETECT).weights().graph().nodes().stream()
                    .map(Node::operation)
                    .filter(BatchNorm.class::isInstance)
                    .map(norm -> ((BatchNorm) norm).eps())
                    .distinct()
                    .toList();
            assertThat(eps).containsExactly(1e-3);
        }
    }

    @Test
    void fileOfWeightsOnlyIsRecognisedByItsNames() throws Exception {
        Path file = folder.resolve("weights.pth");
        Detector pico = Detectors.registered("pico", 3);
        Weights weights = FormulaWeights.of(pico.graph(), pico.initialAnchors());
        PthWriter.write(file, weights.tensors().values());
        try (Recognition recognition = Recogniser.open(file, RecognitionRequest.ANY)) {
            // Its names are the network's own, so the catalogue recognises it.
            assertThat(recognition.require(Use.DETECT).registeredName()).hasValue("yolov5_inceptionnext_pico");
        }
    }

    private static Recognition open(String name) throws IOException {
        try {
            return Recogniser.open(GoldenCheckpoint.resource(name + ".pt"), RecognitionRequest.ANY);
        } catch (UnknownModelException e) {
            throw new AssertionError("none was named", e);
        }
    }
}
