package org.inceptionnext.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.publish.PublishedModelProgram;
import org.inceptionnext.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: train, publish and sign, and a colleague's process with an empty cache and the key computes the same. */
class FromRunToColleagueTest {
    private static final Path KEYS = Path.of("src/test/resources/signing").toAbsolutePath();

    @TempDir
    private Path folder;

    /** Two classes that differ in their colour. */
    private Path pictures() throws IOException {
        Path pictures = folder.resolve("pictures");
        SplittableRandom random = new SplittableRandom(1);
        for (int label = 0; label < 2; label++) {
            Path own = Files.createDirectories(pictures.resolve(label == 0 ? "round" : "long"));
            for (int i = 0; i < 6; i++) {
                BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 32 * 32; pixel++) {
                    image.setRGB(pixel % 32, pixel / 32, (random.nextInt(1 << 24) & 0x7f7f7f) | 0x80 << (8 * label));
                }
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
        return pictures;
    }

    private static void inx(String... arguments) {
        Outcome outcome = Outcome.of(arguments);
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
    }

    private static String logitsOf(Path run) throws Exception {
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
                .optArgument("weights", run)
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            return HexFormat.of().formatHex(PublishedModelProgram.logits(model, predictor));
        }
    }

    @Test
    void trainedPublishedSignedAndFoundGivesTheSameLogits() throws Exception {
        Path run = folder.resolve("run1");
        Path zoo = folder.resolve("zoo");
        inx(
                "train",
                pictures().toString(),
                "--model",
                "inceptionnext_zepto",
                "--image-size",
                "32",
                "--epochs",
                "2",
                "--batch-size",
                "4",
                "--out",
                run.toString());
        inx(
                "publish",
                run.toString(),
                "--to",
                zoo.toString(),
                "--name",
                "com.acme/cells",
                "--version",
                "1.0.0",
                "--license",
                "MIT",
                "--description",
                "Tells round cells from long ones.",
                "--sign",
                KEYS.resolve("p256.pem").toString());
        inx(
                "publish",
                "--check",
                "--to",
                zoo.toString(),
                "--key",
                KEYS.resolve("p256.pub.pem").toString());

        ChildJvm.Result colleague = ChildJvm.runPackaged(
                Files.createDirectory(folder.resolve("empty cache")),
                List.of(
                        "-Dinceptionnext.registry=com.acme=" + zoo,
                        "-Dinceptionnext.registry.key=" + KEYS.resolve("p256.pub.pem"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PublishedModelProgram.class.getName(),
                        "com.acme",
                        "cells"));
        String logits = logitsOf(run);
        assertThat(logits).as("two classes").hasSize(2 * 4 * 2);
        assertThat(colleague.out().strip())
                .as(colleague.err())
                .isEqualTo(
                        logits + " the SHA-256 equals the pin in the model's card, and a key that you trust has signed"
                                + " the card");
        assertThat(Files.readString(zoo.resolve("model/cv/image_classification/com/acme/cells/1.0.0/README.md")))
                .contains("round", "long", "Top-1 accuracy");
    }
}
