package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.GoldenCheckpoint;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.testing.PicturesGolden;
import org.inceptionnext.testing.PicturesGolden.Answer;
import org.inceptionnext.testing.PicturesGolden.Picture;
import org.inceptionnext.testing.PicturesGolden.Settings;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code inx detect}. */
class DetectCommandTest {
    /** The is 0.01 pixel; this is what the goldens' README suggests. */
    private static final double PIXEL_TOLERANCE = 2e-3;

    private static final double SCORE_TOLERANCE = 1e-5;

    private static final PicturesGolden GOLDEN = PicturesGolden.read();
    private static final String WEIGHTS =
            PicturesGolden.temporaryWeights("pico.safetensors").toString();
    private static final String PICTURE = GOLDEN.pictures().get(1).file().toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"square, 0", "auto, 1"})
    void boxesOfAPictureFileAreTheOriginals(String letterbox, int result) {
        for (Picture picture : GOLDEN.pictures()) {
            Outcome outcome = detect(
                    picture.settings(), "--letterbox", letterbox, picture.file().toString());
            assertThat(outcome.exitCode()).isZero();
            check(
                    letterbox + " " + picture.file().getFileName(),
                    outcome.json().get(0),
                    picture.results().get(result));
        }
    }

    @Test
    void batchOfFourSizesGivesTheRowsThatEachGivesAlone() {
        String[] files = GOLDEN.batch().order().stream()
                .map(name -> PicturesGolden.pictureFile(name).toString())
                .toArray(String[]::new);
        List<JsonObject> lines = detect(GOLDEN.batch().settings(), files).json();
        assertThat(lines).hasSize(4);
        for (int i = 0; i < 4; i++) {
            check("batch " + i, lines.get(i), GOLDEN.batch().results().get(i));
        }
    }

    @Test
    void pictureThatCannotBeSavedEndsTheRun() throws IOException {
        Path found = Files.createFile(folder.resolve("a file")).resolve("found");
        Outcome outcome = Outcome.of(
                "detect",
                "--weights",
                WEIGHTS,
                "--save",
                found.toString(),
                "docs/images/cat.png",
                "docs/images/cat.png");
        assertThat(outcome.err())
                .startsWith("inx: " + found + " could not be written: ")
                .hasLineCount(2);
        assertThat(outcome.exitCode()).isEqualTo(9);
    }

    private static Outcome detect(Settings settings, String... more) {
        return Outcome.of(Stream.concat(
                        Stream.of(
                                "detect",
                                "--weights",
                                WEIGHTS,
                                "--json",
                                "--conf",
                                Double.toString(settings.confidence()),
                                "--iou",
                                Double.toString(settings.iou()),
                                "--max-det",
                                Integer.toString(settings.maxDetections())),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static void check(String what, JsonObject line, Answer expected) {
        JsonArray detections = line.getAsJsonArray("detections");
        assertThat(detections.size()).as(what).isEqualTo(expected.detections().size());
        double pixels = 0;
        double scores = 0;
        for (int i = 0; i < detections.size(); i++) {
            JsonObject found = detections.get(i).getAsJsonObject();
            float[] row = expected.detections().get(i);
            List<String> corners = List.of("x1", "y1", "x2", "y2");
            for (int c = 0; c < 4; c++) {
                pixels = Math.max(pixels, Math.abs(found.get(corners.get(c)).getAsFloat() - row[c]));
            }
            scores = Math.max(scores, Math.abs(found.get("confidence").getAsFloat() - row[4]));
            assertThat(found.get("classIndex").getAsInt()).as(what).isEqualTo((int) row[5]);
        }
        System.out.printf("inx detect, %s: %d boxes, off by at most %.1e pixels%n", what, detections.size(), pixels);
        assertThat(pixels).as(what).isLessThanOrEqualTo(PIXEL_TOLERANCE);
        assertThat(scores).as(what).isLessThanOrEqualTo(SCORE_TOLERANCE);
    }

    /** Weights whose names and shapes are a registered detector's need no --model. */
    @Test
    void jsonHasThePictureAndItsBoxes() {
        JsonObject line = Outcome.of("detect", "-w", WEIGHTS, "--conf", "0.4", "--json", PICTURE)
                .json()
                .get(0);
        assertThat(line.keySet()).containsExactly("file", "model", "width", "height", "detections");
        assertThat(line.get("model").getAsString()).isEqualTo("yolov5_inceptionnext_pico");
        assertThat(line.get("width").getAsInt()).isEqualTo(400);
        assertThat(line.getAsJsonArray("detections").get(0).getAsJsonObject().keySet())
                .containsExactly("className", "classIndex", "confidence", "x1", "y1", "x2", "y2");
    }

    @Test
    void textHasALineForEachObject() {
        Outcome outcome = Outcome.of("detect", "-w", WEIGHTS, "--conf", "0.5", "--max-det", "2", PICTURE);
        assertThat(outcome.err()).isEmpty();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo(PICTURE + "  400x267");
        assertThat(lines.subList(1, 3))
                .allMatch(line -> line.matches("  (red|green|blue) +\\d+\\.\\d % +\\d+,\\d+ to \\d+,\\d+"));
        assertThat(Outcome.of("detect", "-w", WEIGHTS, "--conf", "1", PICTURE).out())
                .isEqualTo(PICTURE + "  400x267\n  (nothing found)\n");
    }

    /** Rows that are no registered detector's, and names that no card has: both are in the file. */
    @Test
    void checkpointThatCarriesItsRowsNeedsNoModel() {
        String file = GoldenCheckpoint.resource("yolov5n-w0625-stripped.pt").toString();
        JsonObject line = Outcome.of(
                        "detect",
                        "-w",
                        file,
                        "--conf",
                        "0",
                        "--classes",
                        "café,3",
                        "--image-size",
                        "64",
                        "--json",
                        PICTURE)
                .json()
                .get(0);
        assertThat(line.get("model").getAsString()).isEqualTo("yolov5n-w0625-stripped.pt");
        assertThat(line.getAsJsonArray("detections"))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(
                                found.getAsJsonObject().get("className").getAsString())
                        .isIn("café", "traffic light"));
    }

    @Test
    void keyChoosesAmongTheWeightsOfACheckpoint() {
        String last = GoldenCheckpoint.resource("pico-last.pt").toString();
        List<JsonObject> answers = new ArrayList<>();
        for (String key : List.of("ema", "model")) {
            Outcome outcome = Outcome.of(
                    "detect", "-w", last, "--key", key, "--conf", "0.001", "--image-size", "64", "--json", PICTURE);
            assertThat(outcome.exitCode()).isZero();
            answers.addAll(outcome.json());
        }
        assertThat(answers.get(0)).isNotEqualTo(answers.get(1));
        assertThat(Outcome.of("detect", "-w", last, "--image-size", "64", PICTURE)
                        .err())
                .startsWith("Weights taken from ema; the file also has model (--key)");
    }

    @Test
    void labelsNameTheClasses() throws IOException {
        Path labels = Files.writeString(folder.resolve("names.txt"), "eins\nzwei\ndrei\n");
        assertThat(Outcome.of("detect", "-w", WEIGHTS, "--labels", labels.toString(), "--conf", "0.5", PICTURE)
                        .out())
                .containsPattern("eins|zwei|drei")
                .doesNotContain("red");
    }

    @Test
    void savedPicturesHaveTheBoxesAndWriteOverNothing() throws IOException {
        Path mine = folder.resolve("cat.png");
        Files.copy(Path.of("docs/images/cat.png"), mine);
        byte[] original = Files.readAllBytes(mine);
        Path other = Files.createDirectory(folder.resolve("other")).resolve("cat.bmp");
        Files.copy(GOLDEN.pictures().get(3).file(), other);
        Outcome outcome = Outcome.of(
                "detect",
                "-w",
                WEIGHTS,
                "--conf",
                "0.4",
                "--json",
                "--save",
                folder.toString(),
                mine.toString(),
                other.toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.json())
                .extracting(line -> line.get("saved").getAsString())
                .containsExactly(
                        folder.resolve("cat-2.png").toString(),
                        folder.resolve("cat-3.png").toString());
        assertThat(Files.readAllBytes(mine)).isEqualTo(original);
        Pixels before = decode(mine);
        Pixels after = decode(folder.resolve("cat-2.png"));
        assertThat(List.of(after.width(), after.height())).containsExactly(before.width(), before.height());
        assertThat(after).isNotEqualTo(before);
    }

    private static Pixels decode(Path file) throws IOException {
        return ImageDecoder.decode(Files.readAllBytes(file), DecodeOptions.DEFAULT);
    }

    @Test
    void namesOfSavedPicturesStayInTheFolder() throws IOException {
        SavedPictures pictures = new SavedPictures(folder.resolve("out"));
        Pixels pixel = new Pixels(1, 1, new byte[3]);
        assertThat(pictures.save("https://example.org/a/b%2f..%2fc.jpg?x=/etc", pixel))
                .isEqualTo(folder.resolve("out/b_2f.._2fc.png"));
        assertThat(pictures.save("..", pixel)).isEqualTo(folder.resolve("out/picture.png"));
        assertThat(pictures.save("-", pixel)).isEqualTo(folder.resolve("out/picture-2.png"));
        assertThat(pictures.save("C:\\photos\\Straße 1.JPG", pixel)).isEqualTo(folder.resolve("out/Straße 1.png"));
        assertThat(pictures.save("x".repeat(300), pixel).getFileName().toString())
                .hasSize(104);
    }

    @Test
    void oneBadPictureDoesNotStopTheRest() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.jpg"), "this is a text");
        Outcome outcome = Outcome.of("detect", "-w", WEIGHTS, "--json", bad.toString(), PICTURE);
        assertThat(outcome.exitCode()).isEqualTo(8);
        assertThat(outcome.json().get(0).has("error")).isTrue();
        assertThat(outcome.json().get(1).has("detections")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--conf 2 | inx: --conf must be between 0 and 1",
                "--max-det 0 | inx: --max-det must be at least 1",
                "--image-size 100 | inx: --image-size must be a multiple of 32, or two as HEIGHTxWIDTH",
                "--image-size 64x64x64 | inx: --image-size must be a multiple of 32, or two as HEIGHTxWIDTH",
                "--classes purple | inx: argument classes: found \"purple\", allowed numbers from 0 to 2, or names of the model's classes",
                "--save pom.xml | inx: --save names a folder, and this is a file: pom.xml",
                "--model inceptionnext_tiny | inx: inceptionnext_tiny classifies pictures, it finds no objects in them"
            })
    void wrongOptionIsExitCode2(String options, String message) {
        Outcome outcome = Outcome.of(
                Stream.of(Stream.of("detect", "-w", WEIGHTS), Stream.of(options.split(" ", -1)), Stream.of(PICTURE))
                        .flatMap(s -> s)
                        .toArray(String[]::new));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).startsWith(message);
    }

    @Test
    void withoutAModelTheEmbeddedDetectorAnswersAndSaysWhatItKnows() {
        Outcome found = Outcome.of("detect", "docs/images/blood.jpg");
        assertThat(found.exitCode()).isZero();
        assertThat(found.out()).startsWith("docs/images/blood.jpg  640x480\n").contains("RBC", "WBC");
        assertThat(found.err())
                .contains("No detector was named: this was yolov5_inceptionnext_zepto, which comes with inx.")
                .contains("it finds red and white blood cells and platelets")
                .contains("Its classes: Platelets, RBC, WBC. Other detectors: inx models 'yolov5*'");
        Outcome named = Outcome.of("detect", "--model", "yolov5_inceptionnext_zepto", "docs/images/blood.jpg");
        assertThat(named.out()).isEqualTo(found.out());
        assertThat(named.err()).doesNotContain("No detector was named");
    }

    @Test
    void detectorWithoutWeightsSaysWhatToDo() {
        Outcome unpublished = Outcome.of("detect", "-m", "yolov5_inceptionnext_tiny", PICTURE);
        assertThat(unpublished.exitCode()).isEqualTo(2);
        assertThat(unpublished.err())
                .startsWith(
                        "inx: yolov5_inceptionnext_tiny: nobody publishes trained weights for this network\nTrain it");
        Outcome fetch = Outcome.of("fetch", "yolov5_inceptionnext_tiny");
        assertThat(fetch.err()).contains("nobody publishes trained weights");
    }

    @Test
    void weightsOfAClassifierAreNoDetector() {
        Outcome outcome = Outcome.of("detect", "-w", PicturesFixture.PICO.toString(), PICTURE);
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.err()).contains("these weights classify pictures (inceptionnext_pico)", "inx classify");
        assertThat(Outcome.of("classify", "-m", "yolov5n", PICTURE).exitCode()).isEqualTo(2);
        Outcome segment = Outcome.of(
                "detect",
                "-w",
                GoldenCheckpoint.resource("yolov5n-seg-w0625-stripped.pt").toString(),
                PICTURE);
        assertThat(segment.exitCode()).isEqualTo(6);
        assertThat(segment.err()).contains("segmentation is not supported");
    }

    @Test
    void inspectShowsWhatADetectorsCheckpointSays() {
        Outcome pico =
                Outcome.of("inspect", GoldenCheckpoint.resource("pico-last.pt").toString());
        assertThat(pico.exitCode()).isZero();
        assertThat(pico.out())
                .startsWith("Weights of yolov5_inceptionnext_pico for 3 classes, in a ")
                .containsPattern("Classes +3: red, green, blue\n")
                .containsPattern("Strides +8,16,32\n")
                .containsPattern("Epoch +4\n")
                .containsPattern(" 0 +4  -1 +1  inceptionnext_pico +\\[False\\] +16,32,48,64 +4,8,16,32\n")
                .containsPattern("16 +20  13,16,19 +1  Detect +\\[3, anchors, \\[\\d+, \\d+, \\d+\\]\\] +8,16,32\n");
        Outcome own = Outcome.of(
                "inspect",
                GoldenCheckpoint.resource("yolov5n-w0625-stripped.pt").toString());
        assertThat(own.out())
                .startsWith("A YOLOv5 detector with rows of its own, which inx detect --weights takes, in a ")
                .contains("4: person, café, 猫, traffic light")
                .containsPattern("Epoch +training is finished \\(its optimizer and counters are taken out\\)");
        Outcome segment = Outcome.of(
                "inspect",
                GoldenCheckpoint.resource("yolov5n-seg-w0625-stripped.pt").toString());
        assertThat(segment.exitCode()).isZero();
        assertThat(segment.out())
                .startsWith(
                        "Not run here: a YOLOv5 segmentation model (its last row is Segment): segmentation is not supported.");
    }

    @Test
    void inspectGivesAProgramTheRows() {
        JsonObject json = Outcome.of(
                        "inspect",
                        "--json",
                        GoldenCheckpoint.resource("pico-stripped.pt").toString())
                .json()
                .get(0);
        assertThat(json.getAsJsonObject("network").get("name").getAsString()).isEqualTo("yolov5_inceptionnext_pico");
        JsonObject detector = json.getAsJsonObject("detector");
        assertThat(detector.getAsJsonArray("rows")).hasSize(17);
        assertThat(detector.getAsJsonArray("save").toString()).isEqualTo("[2,3,5,10,13,16,19]");
        assertThat(detector.getAsJsonArray("classNames").toString()).isEqualTo("[\"red\",\"green\",\"blue\"]");
        assertThat(detector.get("epoch").getAsLong()).isEqualTo(-1);
        JsonObject classifier = Outcome.of("inspect", "--json", PicturesFixture.PICO.toString())
                .json()
                .get(0);
        assertThat(classifier.get("detector").isJsonNull()).isTrue();
    }

    @Test
    void stateDictOfADetectorIsRecognised() {
        assertThat(Outcome.of("inspect", WEIGHTS).out())
                .startsWith("Weights of yolov5_inceptionnext_pico for 3 classes, in a safetensors file.");
    }
}
