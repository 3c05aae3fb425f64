package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionFormat;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.run.TrainingRun.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTrainingTest {
    private static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN, Color.BLUE);

    @TempDir
    Path folder;

    private DetectionSet data = new DetectionSet("", DetectionFormat.YOLO, List.of(), Map.of(), new Findings());

    /** Rectangles of three colours; their colour is their class. */
    @BeforeEach
    void drawPictures() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<BoxedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            BufferedImage image = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            List<LabelledBox> boxes = new ArrayList<>();
            for (int label = 0; label < 3; label++) {
                int x = random.nextInt(50);
                int y = random.nextInt(30);
                int width = 10 + random.nextInt(20);
                int height = 10 + random.nextInt(20);
                graphics.setColor(COLOURS.get(label));
                graphics.fillRect(x, y, width, height);
                boxes.add(LabelledBox.of(label, x, y, width, height));
            }
            graphics.dispose();
            Path file = folder.resolve(i + ".png");
            ImageIO.write(image, "png", file.toFile());
            pictures.add(new BoxedPicture(file, 80, 60, boxes));
        }
        data = new DetectionSet(
                "rectangles",
                DetectionFormat.YOLO,
                List.of("red", "green", "blue"),
                Map.of(Split.TRAIN, pictures.subList(0, 10), Split.VAL, pictures.subList(10, 14)),
                new Findings());
    }

    private DetectorJob job(String name, String... settings) throws Exception {
        return job(name, 3, settings);
    }

    /** Three batches an epoch, the last a small one; two of them make a step, so that gradients wait over the end of an epoch. */
    private DetectorJob job(String name, int classes, String... settings) throws Exception {
        DetectorDefinition definition = Yolov5Family.builtin().get("yolov5_inceptionnext_pico");
        NetworkOptions options = new NetworkOptions(classes, 3);
        Detector detector = definition.detector(options);
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.detectorValues("yolov5"));
        values.putAll(
                Map.of("epochs", "3", "batchSize", "4", "nominalBatch", "8", "warmupEpochs", "0", "dropPath", "0.2"));
        for (String setting : settings) {
            values.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return new DetectorJob(
                "yolov5_inceptionnext_pico",
                definition,
                new DetectorJob.Start(
                        options,
                        FormulaWeights.of(detector.withBackboneEps(1e-5), detector.initialAnchors()),
                        "a formula's weights"),
                data,
                64,
                values,
                Map.of("weights", "", "valShare", "0.2"),
                0,
                folder.resolve(name));
    }

    /** Ends a run after some of its nine batches. */
    private static Outcome stopAfter(DetectorJob job, int batches) throws IOException {
        AtomicReference<DetectorTraining> running = new AtomicReference<>();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void step(long done, long all, double loss) {
                assertThat(all).isEqualTo(9);
                if (done == batches) {
                    Objects.requireNonNull(running.get()).stop();
                }
            }
        };
        try (DetectorTraining training = new DetectorTraining(job, stopping)) {
            running.set(training);
            return training.begin();
        }
    }

    private static String finished(DetectorJob job, boolean resumed) throws IOException {
        try (DetectorTraining training = new DetectorTraining(job, TrainingListener.NONE)) {
            assertThat(resumed ? training.resume() : training.begin()).isEqualTo(Outcome.FINISHED);
            return training.modelDigest().orElseThrow();
        }
    }

    private static List<String> results(DetectorJob job) throws IOException {
        return Files.readAllLines(job.folder().resolve("results.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void picturesThatAreWeighedComeInTheSameOrderAfterAnInterruption() throws Exception {
        DetectorJob undisturbed = job("weighed", "imageWeights=true", "multiScale=true");
        String expected = finished(undisturbed, false);
        DetectorJob interrupted = job("interrupted", "imageWeights=true", "multiScale=true");
        assertThat(stopAfter(interrupted, 4)).isEqualTo(Outcome.STOPPED);
        assertThat(finished(interrupted, true)).isEqualTo(expected);
    }

    private static String digest(DetectorJob job, String file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(job.folder().resolve(file))) {
            return TensorDigest.of(checkpoint.tensors().values());
        }
    }

    @Test
    void runsThatWereInterruptedGoOnToTheSameNumbers() throws Exception {
        DetectorJob undisturbed = job("undisturbed");
        String expected = finished(undisturbed, false);
        assertThat(results(undisturbed)).hasSize(4);

        for (int batches : new int[] {1, 3, 5}) {
            DetectorJob interrupted = job("interrupted" + batches);
            assertThat(stopAfter(interrupted, batches)).isEqualTo(Outcome.STOPPED);
            assertThat(finished(interrupted, true))
                    .as("after %d batches", batches)
                    .isEqualTo(expected);
            assertThat(results(interrupted)).isEqualTo(results(undisturbed));
            for (String file : List.of("checkpoint.safetensors", "last.safetensors", "best.pt")) {
                assertThat(digest(interrupted, file)).as(file).isEqualTo(digest(undisturbed, file));
            }
        }
    }

    @Test
    void theBestNetworkSaysItselfWhatItIs() throws Exception {
        DetectorJob job = job("run");
        finished(job, false);

        assertThat(Files.readAllLines(job.folder().resolve("labels.txt"))).containsExactly("red", "green", "blue");
        try (Recognition recognition =
                Recogniser.open(job.folder().resolve("best.safetensors"), RecognitionRequest.ANY)) {
            RecognisedModel model = recognition.require(Use.DETECT);
            assertThat(model.classNames().names()).containsExactly("red", "green", "blue");
            assertThat(model.pictures().height()).contains(64);
            assertThat(model.weights().graph().nodes())
                    .filteredOn(node -> node.operation() instanceof BatchNorm)
                    .allSatisfy(node -> assertThat(((BatchNorm) node.operation()).eps())
                            .isEqualTo(node.scope().startsWith("model.0.") ? 1e-5 : 1e-3));
            assertThat(recognition.checkpoint().metadata())
                    .containsEntry("stride", "32")
                    .containsEntry("imgsz", "[64, 64]")
                    .containsEntry("names", "{0: 'red', 1: 'green', 2: 'blue'}");
        }
        assertThat(digest(job, "best.pt")).isEqualTo(digest(job, "best.safetensors"));
    }

    @Test
    void objectsOfOneClassNeedNoClassTerm() throws Exception {
        DetectorJob job = job("single", 1, "singleClass=true", "epochs=1");
        finished(job, false);

        DetectorResult result = DetectorResult.ofRow(
                Files.readAllLines(job.folder().resolve("results.csv")).get(1));
        assertThat(result.training().classes()).isZero();
        assertThat(result.training().box()).isPositive();
        assertThat(Files.readAllLines(job.folder().resolve("labels.txt"))).containsExactly("item");
    }

    @Test
    void frozenScopesKeepTheirValues() throws Exception {
        DetectorJob job = job("frozen", "freeze=model.0", "epochs=1");
        finished(job, false);

        try (Checkpoint best = Checkpoint.open(job.folder().resolve("last.safetensors"))) {
            Map<String, org.inceptionnext.checkpoint.Tensor> start =
                    job.start().weights().tensors();
            best.tensors().forEach((name, tensor) -> {
                boolean same = digestOf(tensor).equals(digestOf(Objects.requireNonNull(start.get(name), name)));
                if (name.startsWith("model.0.") || name.endsWith("anchors")) {
                    assertThat(same).as(name).isTrue();
                } else if (name.endsWith("weight")) {
                    assertThat(same).as(name).isFalse();
                }
            });
        }
    }

    private static String digestOf(org.inceptionnext.checkpoint.Tensor tensor) {
        try {
            return TensorDigest.sha256(tensor);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLossThatIsNoNumberEndsTheRunWithItsTerms() throws Exception {
        DetectorJob job = job("diverging", "rate=1e30", "warmupBiasRate=1e30", "clip=0");

        assertThatThrownBy(() -> finished(job, false))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageMatching(
                        "(?s)epoch \\d+, step \\d+: .*(box .*objectness .*class|a weight is no finite number).*"
                                + "No checkpoint was written before it.*smaller rate.*");
    }

    @Test
    void anotherDataSetIsNotGoneOnWith() throws Exception {
        DetectorJob job = job("run");
        assertThat(stopAfter(job, 1)).isEqualTo(Outcome.STOPPED);
        List<BoxedPicture> fewer = data.pictures(Split.TRAIN).subList(0, 9);
        data = new DetectionSet(
                "fewer",
                data.format(),
                data.classes(),
                Map.of(Split.TRAIN, fewer, Split.VAL, data.pictures(Split.VAL)),
                data.findings());

        assertThatThrownBy(() -> finished(job("run"), true))
                .isInstanceOf(OtherRunException.class)
                .hasMessageContaining("the run was begun with data ");
    }

    @Test
    void aSetWithNothingToValidateWithIsRefused() throws Exception {
        data = new DetectionSet(
                "all", data.format(), data.classes(), Map.of(Split.TRAIN, data.pictures(Split.TRAIN)), data.findings());

        DetectorJob job = job("run");
        assertThatThrownBy(() -> new DetectorTraining(job, TrainingListener.NONE))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("no picture of the part val");
    }
}
