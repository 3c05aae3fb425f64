package org.inceptionnext.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.data.PictureFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeData() throws IOException {
        for (int i = 0; i < 5; i++) {
            PictureFiles.write(folder, "cat, small/" + i + ".png", 10 + i, 8, i);
            PictureFiles.write(folder, "dog/" + i + ".png", 12, 8, 0xff0000 + i);
        }
    }

    @Test
    void checkOfAGoodSetCountsItAndEndsWell() {
        Outcome outcome = Outcome.of("data", "check", folder.toString());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "NUMBER  CLASS       TRAIN  VAL  TEST",
                        "     0  cat, small      5    0     0",
                        "     1  dog             5    0     0",
                        "Sizes: 10 x 8 to 14 x 8, most 12 x 8",
                        "Nothing is wrong with it.");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void checkOfABadSetSaysWhatIsWrongAndEndsWithEight() throws IOException {
        Files.writeString(folder.resolve("dog/broken.png"), "text");
        Outcome outcome = Outcome.of("data", "check", folder.toString());
        assertThat(outcome.out()).contains("1 x cannot be read as a picture:\n  dog/broken.png: ");
        assertThat(outcome.exitCode()).isEqualTo(8);
        JsonObject json =
                Outcome.of("data", "check", folder.toString(), "--json").json().get(0);
        assertThat(json.getAsJsonArray("classes").get(1).toString())
                .isEqualTo("{\"className\":\"dog\",\"train\":5,\"val\":0,\"test\":0}");
        assertThat(json.getAsJsonArray("findings")).hasSize(1);
        assertThat(json.get("digest").getAsString()).hasSize(64);
    }

    @Test
    void splitWritesAListThatCheckReadsAndNeverWritesOverOne() throws IOException {
        Outcome outcome = Outcome.of("data", "split", folder.toString(), "--val", "0.4", "--seed", "3");
        Path list = folder.resolve("split.csv");
        assertThat(outcome.out()).isEqualTo(list + ": 6 to train on, 4 to validate with\n");
        assertThat(Files.readAllLines(list))
                .hasSize(11)
                .contains("path,label,split")
                .anyMatch(row -> row.startsWith("\"cat, small/"));
        assertThat(Outcome.of("data", "check", list.toString()).out())
                .contains("0  cat, small      3    2     0", "1  dog             3    2     0");
        Outcome again = Outcome.of("data", "split", folder.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("split.csv exists already");
        assertThat(Outcome.of("data", "check", folder.toString()).out()).doesNotContain("csv");
    }

    @Test
    void showWritesASheet() throws IOException {
        Path sheet = folder.resolve("out/sheet.png");
        assertThat(Outcome.of("data", "show", folder.toString(), "--out", sheet.toString())
                        .out())
                .isEqualTo(sheet + "\n");
        assertThat(ImageIO.read(sheet.toFile()).getWidth()).isEqualTo(804);
    }

    @Test
    void whatIsNoDataSetIsATypedError() {
        Outcome outcome = Outcome.of("data", "check", folder.resolve("dog").toString());
        assertThat(outcome.err()).contains("no labelled picture in it").contains("A folder for each class is needed");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(Outcome.of("data", "check", "none").err()).contains("no such file: none");
        assertThat(Outcome.of("data").err()).contains("no subcommand given");
    }

    @Test
    void boxesAreCheckedRowByRowAndConverted() throws IOException {
        Path data = folder.resolve("boxes");
        PictureFiles.write(data, "images/a.png", 40, 20, 1);
        Files.createDirectories(data.resolve("labels"));
        Files.writeString(data.resolve("labels/a.txt"), "0 .5 .5 .5 .5\n0 2 .5 .5 .5\n");
        Files.writeString(data.resolve("data.yaml"), "names: [cat]\ntrain: images\n");
        Outcome check = Outcome.of(
                "data",
                "check",
                data.toString(),
                "--sheet",
                folder.resolve("s.png").toString());
        assertThat(check.exitCode()).isEqualTo(8);
        assertThat(check.out())
                .contains("YOLO: train 1 pictures (0 without boxes), val 0")
                .contains("0  cat        1    0     0      1")
                .contains("1 x value above 1:\n  " + data
                        + "/labels/a.txt:2: 0 2 .5 .5 .5 (row left out; YOLOv5 leaves the whole picture out)");
        assertThat(folder.resolve("s.png")).exists();
        assertThat(Outcome.of("data", "check", data.toString(), "--strict-labels")
                        .out())
                .contains("train 0 pictures");
        JsonObject json =
                Outcome.of("data", "check", data.toString(), "--json").json().get(0);
        assertThat(json.getAsJsonArray("findings")
                        .get(0)
                        .getAsJsonObject()
                        .get("row")
                        .getAsInt())
                .isEqualTo(2);
        Path out = folder.resolve("coco");
        Outcome converted = Outcome.of("data", "convert", data.toString(), "--to", "coco", "--out", out.toString());
        assertThat(converted.out()).startsWith(out + ": 1 pictures, 1 boxes\n");
        assertThat(Outcome.of("data", "check", out.toString()).exitCode()).isZero();
        assertThat(Outcome.of("data", "convert", data.toString(), "--to", "voc", "--out", out.toString())
                        .err())
                .contains("not empty; give a new folder");
    }

    /** Of sides of 320 x 160 pixels the anchors 116 x 90, 156 x 198 and 373 x 326 are within a factor of four. */
    @Test
    void checkSaysHowAnchorsFitTheBoxes() throws IOException {
        Path data = boxes("fit", 1, i -> "0 .5 .5 .5 .5");
        assertThat(Outcome.of("data", "check", data.toString()).out())
                .contains(
                        "Anchors at 640 x 640: 100.0 % of the training boxes fit one of YOLOv5's (best possible recall),"
                                + " on average 3.0 of them; training keeps them.");
        JsonObject anchors = Outcome.of("data", "check", data.toString(), "--image-size", "320", "--json")
                .json()
                .get(0)
                .getAsJsonObject("anchors");
        assertThat(anchors.get("imageSize").getAsInt()).isEqualTo(320);
        assertThat(anchors.get("bestPossibleRecall").getAsDouble()).isEqualTo(1);
        assertThat(anchors.get("replaced").getAsBoolean()).isFalse();
        assertThat(anchors.getAsJsonArray("anchors")).hasSize(3);
        assertThat(Outcome.of("data", "check", data.toString(), "--image-size", "0")
                        .err())
                .contains("--image-size must be at least 1");
    }

    /** Lines over the whole width, a few pixels high. */
    @Test
    void checkSaysWhichAnchorsTrainingWouldTake() throws IOException {
        Path data = boxes("lines", 30, i -> "0 .5 .5 1 " + (0.02 + 0.004 * i));
        assertThat(Outcome.of("data", "check", data.toString()).out())
                .containsPattern("Anchors at 640 x 640: \\d+\\.\\d % of the training boxes fit one of YOLOv5's")
                .containsPattern("training would take others, which 100\\.0 % fit: \\[\\[\\d+, \\d+, ");
    }

    private Path boxes(String name, int count, IntFunction<String> row) throws IOException {
        Path data = folder.resolve(name);
        Files.createDirectories(data.resolve("labels"));
        for (int i = 0; i < count; i++) {
            PictureFiles.write(data, "images/" + i + ".png", 40, 20, i);
            Files.writeString(data.resolve("labels/" + i + ".txt"), row.apply(i) + "\n");
        }
        Files.writeString(data.resolve("data.yaml"), "names: [cat]\ntrain: images\n");
        return data;
    }

    @Test
    void boxesAreSplitIntoANewFolderOfTheirOwnFormat() throws IOException {
        Path data = folder.resolve("boxes");
        for (int i = 0; i < 10; i++) {
            PictureFiles.write(data, "images/" + i + ".png", 40, 20, i);
            Files.createDirectories(data.resolve("labels"));
            Files.writeString(data.resolve("labels/" + i + ".txt"), i % 5 + " .5 .5 .5 .5\n");
        }
        Files.writeString(data.resolve("data.yaml"), "names: [a, b, c, d, e]\ntrain: images\n");
        Path out = folder.resolve("parts");
        Outcome unnamed = Outcome.of("data", "split", data.toString(), "--val", "0.5");
        assertThat(unnamed.err())
                .contains("a split of boxes needs a new folder")
                .contains("--out " + data + "-split");
        assertThat(unnamed.exitCode()).isEqualTo(2);
        Outcome split = Outcome.of("data", "split", data.toString(), "--val", "0.5", "--out", out.toString());
        assertThat(split.out()).isEqualTo(out + ": 5 to train on, 5 to validate with\n");
        assertThat(Outcome.of("data", "check", out.toString()).out())
                .contains("YOLO: train 5 pictures (0 without boxes), val 5 pictures (0 without boxes)")
                .contains("0  a          1    1     0");
        Outcome again = Outcome.of(
                "data", "split", out.toString(), "--out", folder.resolve("x").toString());
        assertThat(again.err()).contains(out + " has parts already (train, val or test)");
        assertThat(again.exitCode()).isEqualTo(2);
    }

    @Test
    void trainRefusesBoxesInsteadOfTakingTheirFolderForAClass() throws IOException {
        PictureFiles.write(folder, "boxes/images/a.png", 40, 20, 1);
        Path yaml = Files.writeString(folder.resolve("boxes/data.yaml"), "names: [cat]\ntrain: images\n");
        String data = folder.resolve("boxes").toString();
        Path run = folder.resolve("run");
        for (String each : List.of(data, yaml.toString())) {
            Outcome train = Outcome.of("train", each, "--model", "inceptionnext_zepto", "--out", run.toString());
            assertThat(train.err())
                    .contains(each + " is a data set of boxes, and inceptionnext_zepto classifies whole pictures");
            assertThat(train.exitCode()).isEqualTo(2);
        }
        assertThat(run).doesNotExist();
    }
}
