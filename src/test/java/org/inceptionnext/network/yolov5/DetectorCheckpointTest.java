package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Pass;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.catalog.NetworkCatalog;
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
        try (Checkpoint checkpoint = open(name)) {
            Weights weights = read(checkpoint).weights();
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
        try (Checkpoint checkpoint = open(name)) {
            DetectorCheckpoint detector = read(checkpoint);
            assertThat(detector.classNames()).containsExactly(classNames.split(",", -1));
            assertThat(detector.options())
                    .isEqualTo(new NetworkOptions(detector.classNames().size(), 3));
            assertThat(detector.definition().name()).isEqualTo(name + ".pt");
        }
    }

    @Test
    void everyBatchNormHasTheEpsOfTheFile() throws IOException {
        try (Checkpoint checkpoint = open("pico-stripped")) {
            List<Double> eps = read(checkpoint).weights().graph().nodes().stream()
                    .map(Node::operation)
                    .filter(BatchNorm.class::isInstance)
                    .map(norm -> ((BatchNorm) norm).eps())
                    .distinct()
                    .toList();
            assertThat(eps).containsExactly(1e-3);
        }
    }

    /** The Segment head comes later; until then it is named. */
    @Test
    void segmentationIsRefusedByItsRow() throws IOException {
        try (Checkpoint checkpoint = open("yolov5n-seg-w0625-stripped")) {
            assertThatThrownBy(() -> read(checkpoint).weights())
                    .isInstanceOf(RowFormatException.class)
                    .hasMessageStartingWith(
                            "yolov5n-seg-w0625-stripped.pt, row 24 ('Segment'): no module and no backbone has this name");
        }
    }

    @Test
    void fileOfWeightsOnlyIsNoDetectorCheckpoint() throws IOException {
        Path file = folder.resolve("weights.pth");
        Detector pico = Detectors.registered("pico", 3);
        Weights weights = FormulaWeights.of(pico.graph(), pico.initialAnchors());
        PthWriter.write(file, weights.tensors().values());
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(DetectorCheckpoint.of(checkpoint)).isEmpty();
            // Its names are the network's own, so the catalogue recognises it.
            assertThat(NetworkCatalog.match(Detectors.CATALOG.definitions().values(), checkpoint.tensors())
                            .get(0)
                            .definition()
                            .name())
                    .isEqualTo("yolov5_inceptionnext_pico");
        }
    }

    private static Checkpoint open(String name) throws IOException {
        return Checkpoint.open(GoldenCheckpoint.resource(name + ".pt"));
    }

    private static DetectorCheckpoint read(Checkpoint checkpoint) {
        Optional<DetectorCheckpoint> detector = DetectorCheckpoint.of(checkpoint);
        return detector.orElseThrow();
    }
}
