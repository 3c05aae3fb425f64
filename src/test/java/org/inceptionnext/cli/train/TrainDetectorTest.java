package org.inceptionnext.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.report.PageReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an annotation file to boxes on a picture, as README.md has it. */
class TrainDetectorTest {
    @TempDir
    Path folder;

    private Path data = Path.of("");
    private String run = "";

    @BeforeEach
    void drawPictures() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Path images = Files.createDirectories(folder.resolve("set/images"));
        Path labels = Files.createDirectories(folder.resolve("set/labels"));
        for (int i = 0; i < 8; i++) {
            BufferedImage image = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
            int x = random.nextInt(40);
            int y = random.nextInt(30);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(i % 2 == 0 ? Color.RED : Color.BLUE);
            graphics.fillRect(x, y, 30, 24);
            graphics.dispose();
            ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            Files.writeString(
                    labels.resolve(i + ".txt"),
                    String.format(
                            Locale.ROOT,
                            "%d %.6f %.6f %.6f %.6f%n",
                            i % 2,
                            (x + 15) / 80.0,
                            (y + 12) / 60.0,
                            .375,
                            .4));
        }
        data = Files.writeString(folder.resolve("set/data.yaml"), "names: [red, blue]\ntrain: images\n");
        run = folder.resolve("run").toString();
    }

    private Outcome train(String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("train", data.toString(), "--out", run));
        arguments.addAll(List.of(more));
        return Outcome.of(arguments.toArray(String[]::new));
    }

    @Test
    void fromTheAnnotationFileToBoxesInThreeCommands() throws IOException {
        assertThat(Outcome.of("data", "check", data.toString()).exitCode()).isZero();
        Outcome trained = train(
                "--image-size",
                "64",
                "--epochs",
                "2",
                "--batch-size",
                "4",
                "--val-share",
                "0.25",
                "--report",
                folder.resolve("page.html").toString());
        assertThat(PageReader.charts(folder.resolve("page.html")))
                .containsExactly(
                        "Box loss",
                        "Objectness loss",
                        "Class loss",
                        "Average precision",
                        "Precision and recall",
                        "Learning rate at the epoch's end");
        assertThat(Files.readString(folder.resolve("page.html")))
                .contains("<h2>confusion.png</h2>", "data:image/png;base64,");
        assertThat(trained.err())
                .contains(
                        "yolov5_inceptionnext_zepto: 220 of 220 tensors of the backbone",
                        "2 classes, 6 pictures to train on, 2 to validate with",
                        "2 epochs of 2 batches of 4 at 64x64",
                        "Use it: inx detect --weights " + run);
        assertThat(trained.exitCode()).isZero();
        assertThat(trained.out()).contains("epoch 1  box ", "epoch 2  box ", "mAP50-95");
        assertThat(folder.resolve("run"))
                .isDirectoryContaining("glob:**best.safetensors")
                .isDirectoryContaining("glob:**best.pt")
                .isDirectoryContaining("glob:**curves.png")
                .isDirectoryContaining("glob:**confusion.png")
                .isDirectoryContaining("glob:**quality.png")
                .isDirectoryContaining("glob:**labels.png")
                .isDirectoryContaining("glob:**predictions.png");
        Outcome found = Outcome.of(
                "detect",
                "--weights",
                run + "/best.safetensors",
                "--conf",
                "0",
                "--json",
                folder.resolve("set/images/0.png").toString());
        assertThat(found.exitCode()).isZero();
        assertThat(found.out()).contains("\"className\":\"red\"");

        Outcome resumed = train("--resume");
        assertThat(resumed.err()).contains("goes on in epoch 3 at batch 0");
        assertThat(resumed.exitCode()).isZero();

        // Its own file is what another run may begin with: the classes are the same, so nothing is new.
        String first = run;
        run = folder.resolve("second").toString();
        Outcome second = train(
                "--weights", first + "/best.safetensors", "--image-size", "64", "--epochs", "1", "--batch-size", "4");
        assertThat(second.err()).contains("yolov5_inceptionnext_zepto: all 383 tensors taken");
        assertThat(second.exitCode()).isZero();
    }

    @Test
    void aDryRunWritesNothing() {
        Outcome outcome = train("--image-size", "64", "--epochs", "2", "--batch-size", "2", "--dry-run");
        assertThat(outcome.out()).containsPattern("6 steps, .*validation not counted; about [4-9]\\d\\d MiB of memory");
        assertThat(outcome.exitCode()).isZero();
        assertThat(Path.of(run)).doesNotExist();
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() throws IOException {
        assertThat(train("--image-size", "50").err()).contains("--image-size is 50; it must be a multiple of 32");
        assertThat(train("--recipe", "head").err()).contains("no recipe head; there are yolov5, inceptionnext");
        assertThat(train("--set", "lr0=1").err()).contains("recipe: no key lr0; there are ");
        assertThat(train("--model", "yolov5n").err())
                .contains("yolov5n has no backbone whose weights training could begin with");
        Path other = Files.createDirectories(folder.resolve("photos/cat")).getParent();
        assertThat(Outcome.of("train", String.valueOf(other), "--model", "yolov5_inceptionnext_zepto", "--out", run)
                        .err())
                .contains("yolov5_inceptionnext_zepto finds objects, and " + other + " is no data set of boxes");
        assertThat(Path.of(run)).doesNotExist();
    }
}
