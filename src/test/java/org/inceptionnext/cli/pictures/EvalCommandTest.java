package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.report.PageReader;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.archive.ArchiveForge;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.testing.PicturesGolden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    @TempDir
    Path folder;

    @Test
    void figuresAreThoseOfClassifyAndAnArchiveGivesTheSame() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("data/Ship/blue.png", PictureFiles.png(32, 32, 0x2040d0));
        files.put("data/Ship/gray.png", PictureFiles.png(32, 32, 0x909090));
        files.put("data/frog/green.png", PictureFiles.png(40, 32, 0x207020));
        files.put("data/cat/red.png", PictureFiles.png(32, 50, 0xd04020));
        files.put("data/cat/broken.png", new byte[] {1, 2, 3});
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Path data = folder.resolve("data");
        long right = Outcome.of("classify", data.toString(), "--json", "--top-k", "1").json().stream()
                .filter(line -> line.has("classes"))
                .filter(line -> {
                    Path file = Path.of(line.get("file").getAsString());
                    String best = line.getAsJsonArray("classes")
                            .get(0)
                            .getAsJsonObject()
                            .get("className")
                            .getAsString();
                    return Objects.requireNonNull(file.getParent())
                            .getFileName()
                            .toString()
                            .equalsIgnoreCase(best);
                })
                .count();
        Path csv = folder.resolve("confusion.csv");
        Path png = folder.resolve("confusion.png");
        Path page = folder.resolve("page.html");
        Outcome outcome = Outcome.of(
                "eval",
                data.toString(),
                "--json",
                "--confusion",
                csv.toString(),
                "--confusion",
                png.toString(),
                "--report",
                page.toString());
        assertThat(outcome.exitCode()).isEqualTo(8);
        JsonObject error = outcome.json().get(0);
        assertThat(error.get("file").getAsString()).endsWith("broken.png");
        JsonObject report = outcome.json().get(1);
        assertThat(report.get("pictures").getAsInt()).isEqualTo(4);
        assertThat(report.get("top1").getAsDouble()).isEqualTo(right / 4.0);
        assertThat(report.getAsJsonArray("worst")).hasSize((int) (4 - right));
        assertThat(Files.readAllLines(csv)).hasSize(11).first().asString().startsWith("truth\\predicted,airplane,");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(360);

        requireSameOnThePage(page, report);

        Path archive = Files.write(folder.resolve("data.zip"), ArchiveForge.zip(files));
        JsonObject ofArchive =
                Outcome.of("eval", archive.toString(), "--json").json().get(1);
        assertThat(ofArchive.get("meanLoss")).isEqualTo(report.get("meanLoss"));
        assertThat(ofArchive.get("top5")).isEqualTo(report.get("top5"));
        assertThat(Outcome.of("eval", archive.toString()).out())
                .startsWith("inceptionnext_zepto on 4 pictures of " + archive + "\ntop-1  ");
    }

    /** The page's pictures and cells add up to the figures. */
    private static void requireSameOnThePage(Path page, JsonObject report) throws IOException {
        List<JsonObject> entries = PageReader.entries(page);
        assertThat(entries).hasSize(5);
        assertThat(entries.stream().filter(each -> each.has("error"))).hasSize(1);
        List<JsonObject> answered =
                entries.stream().filter(each -> each.has("truth")).toList();
        long right = answered.stream()
                .filter(each -> each.getAsJsonArray("classes")
                        .get(0)
                        .getAsJsonArray()
                        .get(0)
                        .equals(each.get("truth")))
                .count();
        assertThat(right / 4.0).isEqualTo(report.get("top1").getAsDouble());
        assertThat(answered).allSatisfy(each -> {
            JsonArray best = each.getAsJsonArray("classes").get(0).getAsJsonArray();
            double own = each.get("own").getAsDouble();
            assertThat(own).isBetween(0.0, best.get(1).getAsDouble());
            assertThat(best.get(0).equals(each.get("truth")))
                    .isEqualTo(own == best.get(1).getAsDouble());
        });
        long counted = PageReader.data(page).getAsJsonArray("cells").asList().stream()
                .mapToLong(each -> each.getAsJsonArray().get(2).getAsLong())
                .sum();
        assertThat(counted).isEqualTo(4);
        assertThat(PageReader.charts(page)).containsExactly("How often an answer of a probability is right");
        assertThat(Files.readString(page))
                .contains("<th scope=\"row\">ship</th>")
                .contains("<h2>Each class</h2>", "<h2>Calibration</h2>", "<dt>weights</dt>", "<dt>engine</dt>");
    }

    @Test
    void classesThatTheModelDoesNotKnowAreNamedBeforeAnythingIsCounted() throws IOException {
        PictureFiles.write(folder, "val/cat/1.png", 32, 32, 1);
        PictureFiles.write(folder, "val/unicorn/1.png", 32, 32, 2);
        PictureFiles.write(folder, "train/cat/1.png", 32, 32, 3);
        Outcome outcome = Outcome.of("eval", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("1 of 2 classes of the data are none of the model's: unicorn");
        JsonObject train = Outcome.of("eval", folder.toString(), "--split", "train", "--json")
                .json()
                .get(0);
        assertThat(train.get("pictures").getAsInt()).isEqualTo(1);
        assertThat(train.get("split").getAsString()).isEqualTo("train");
        assertThat(Outcome.of("eval", folder.toString(), "--split", "test").err())
                .contains("no part test. It has [train, val]");
    }

    /** The labels are the detector's own boxes above a threshold, so all of them are found again. */
    /** Without VNNI by plain operators that round alike: the figures are those of int8 on every processor. */
    @Test
    void int8IsEvaluatedWhateverTheProcessorHas() throws IOException {
        PictureFiles.write(folder, "cat/1.png", 32, 32, 0xd04020);
        PictureFiles.write(folder, "frog/1.png", 32, 32, 0x207020);
        Outcome exact = Outcome.of("eval", folder.toString(), "--json");
        Outcome rounded = Outcome.of("eval", folder.toString(), "--json", "--dtype", "int8");
        assertThat(rounded.exitCode()).as(rounded.err()).isZero();
        double loss = rounded.json().get(0).get("meanLoss").getAsDouble();
        double exactLoss = exact.json().get(0).get("meanLoss").getAsDouble();
        assertThat(loss).isNotEqualTo(exactLoss).isCloseTo(exactLoss, withinPercentage(20));
        assertThat(rounded.err().contains("int8 is shown by plain operators that round alike"))
                .isEqualTo(!InceptionNextRuntime.computesInt8());
    }

    @Test
    void detectorOnItsOwnBoxesFindsThemByBothProtocols() throws IOException {
        PicturesGolden golden = PicturesGolden.read();
        String weights = PicturesGolden.temporaryWeights("pico.safetensors").toString();
        Path picture = golden.pictures().get(1).file();
        JsonObject found = Outcome.of(
                        "detect",
                        "--weights",
                        weights,
                        "--image-size",
                        "320",
                        "--conf",
                        "0.42",
                        "--iou",
                        "0.6",
                        "--json",
                        picture.toString())
                .json()
                .get(0);
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("labels"));
        String name = picture.getFileName().toString();
        Files.copy(picture, images.resolve(name));
        Path yaml = folder.resolve("data.yaml");
        Files.writeString(yaml, "names: [a, b, c]\nval: images\n");
        Files.writeString(folder.resolve("labels/" + name.replaceFirst("[.][^.]*$", "") + ".txt"), rows(found));
        Path results = folder.resolve("results.json");
        Outcome outcome = Outcome.of(
                "eval",
                yaml.toString(),
                "--weights",
                weights,
                "--image-size",
                "320",
                "--json",
                "--save-json",
                results.toString(),
                "--report",
                folder.resolve("page.html").toString());
        requireBoxesOnThePage(folder.resolve("page.html"), found);
        assertThat(outcome.err()).isEmpty();
        JsonObject report = outcome.json().get(0);
        // In validation a row counts for several classes, so some false alarms come between.
        assertThat(report.getAsJsonObject("yolov5").get("map50").getAsDouble()).isBetween(0.7, 0.9951);
        assertThat(report.getAsJsonObject("coco").get("AP").getAsDouble()).isBetween(0.7, 1.0);
        assertThat(report.getAsJsonObject("coco").get("AR100").getAsDouble()).isBetween(0.95, 1.0);
        assertThat(JsonParser.parseString(Files.readString(results)).getAsJsonArray())
                .hasSizeGreaterThan(3);
        assertThat(Outcome.of("eval", yaml.toString(), "--weights", weights, "--image-size", "320")
                        .out())
                .contains("BY YOLOV5'S RULES")
                .contains("BY COCO'S RULES")
                .containsPattern("A picture took [0-9.]+ ms to be sized and padded");
        JsonObject rectangular = Outcome.of(
                        "eval",
                        yaml.toString(),
                        "--weights",
                        weights,
                        "--image-size",
                        "320",
                        "--fit",
                        "rectangular",
                        "--json")
                .json()
                .get(0);
        // A frame of another shape moves the grid: other boxes, about as many of them right.
        assertThat(rectangular.getAsJsonObject("yolov5").get("map50").getAsDouble())
                .isBetween(0.05, 0.9951);
        assertThat(rectangular
                        .getAsJsonObject("millisPerPicture")
                        .get("network")
                        .getAsDouble())
                .isPositive();
    }

    /** Every label is there, and with it a box that found it. */
    private static void requireBoxesOnThePage(Path page, JsonObject found) throws IOException {
        JsonObject entry = PageReader.entries(page).get(0);
        int labels = found.getAsJsonArray("detections").size();
        assertThat(entry.getAsJsonArray("labels")).hasSize(labels);
        List<JsonElement> boxes = entry.getAsJsonArray("boxes").asList();
        assertThat(boxes.stream().filter(box -> box.getAsJsonArray().get(6).getAsInt() == 1))
                .hasSizeBetween(1, labels);
        assertThat(boxes)
                .isSortedAccordingTo(Comparator.comparingDouble(
                                (JsonElement box) -> box.getAsJsonArray().get(1).getAsDouble())
                        .reversed());
        assertThat(PageReader.charts(page))
                .containsExactly(
                        "Precision over recall",
                        "F1 over confidence",
                        "Precision over confidence",
                        "Recall over confidence");
        assertThat(Files.readString(page)).contains("mAP50-95 (YOLOv5)", "AP (COCO)", "What was taken for what");
    }

    private static String rows(JsonObject found) {
        double width = found.get("width").getAsDouble();
        double height = found.get("height").getAsDouble();
        StringBuilder rows = new StringBuilder();
        for (JsonElement element : found.getAsJsonArray("detections")) {
            JsonObject each = element.getAsJsonObject();
            double x1 = each.get("x1").getAsDouble() / width;
            double y1 = each.get("y1").getAsDouble() / height;
            double x2 = each.get("x2").getAsDouble() / width;
            double y2 = each.get("y2").getAsDouble() / height;
            rows.append(each.get("classIndex").getAsInt())
                    .append(" " + (x1 + x2) / 2 + " " + (y1 + y2) / 2 + " " + (x2 - x1) + " " + (y2 - y1) + "\n");
        }
        return rows.toString();
    }
}
