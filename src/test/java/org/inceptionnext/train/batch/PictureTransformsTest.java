package org.inceptionnext.train.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.testing.Sha256Hex;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.recipe.Recipe;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe's augmentation as a whole. */
class PictureTransformsTest {
    private static final int WIDTH = 90;
    private static final int HEIGHT = 70;

    @TempDir
    Path folder;

    private static Recipe recipe(String... settings) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.values("finetune"));
        for (String setting : settings) {
            values.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return RecipeReader.read(values);
    }

    private LabelledSample sample() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int base = x * 5 + y * 7 + (x * y) % 97;
                image.setRGB(x, y, (base & 255) << 16 | (base + 61 & 255) << 8 | base + 122 & 255);
            }
        }
        Path file = Files.createDirectories(folder.resolve("class")).resolve("0.png");
        ImageIO.write(image, "png", file.toFile());
        return LabelledSet.open(folder).samples(Split.TRAIN).get(0);
    }

    private static Preprocessing pixels() throws Exception {
        Preprocessing card =
                Registry.builtin().find("inceptionnext_zepto").defaultPreset().preprocessing();
        return new Preprocessing(48, 56, 1, card.cropMode(), card.interpolation(), card.mean(), card.std());
    }

    private static String digest(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return Sha256Hex.of(bytes.array());
    }

    /**
     * The numbers of twelve drawn changes, bit for bit those of torchvision 0.22.1 and timm 1.0.31 on Pillow 13.0.0, which were given
     * the same crop, mirroring, operations of RandAugment, factors of the colours and boxes, in the order of timm's own pipeline.
     */
    @Test
    void drawnChangesAreTimmsInTimmsOrder() throws Exception {
        Recipe recipe = recipe(
                "cropLeast=0.3",
                "jitter=0.3",
                "randAugment=rand-m9-n3-mstd0.5-p0.8-inc1",
                "erase=0.7",
                "eraseFill=constant",
                "eraseCount=2");
        LabelledSample sample = sample();
        Transform<LabelledSample, PreparedPicture> transform =
                PictureTransforms.training(pixels(), recipe.augmentation(), new Draws(3));

        List<String> goldens = lines();
        assertThat(goldens).hasSize(12);
        for (String golden : goldens) {
            String[] cells = golden.split(",");
            Draw draw = new Draw(3, Integer.parseInt(cells[0]), 0, Integer.parseInt(cells[1]));
            assertThat(digest(transform.apply(sample, draw).numbers()))
                    .as(golden)
                    .isEqualTo(cells[2]);
        }
    }

    @Test
    void erasedBoxesOfNoiseAreTheSameEachTimeAndOthersInTheNextEpoch() throws Exception {
        Recipe recipe = recipe("erase=1", "eraseFill=noise");
        LabelledSample sample = sample();
        Transform<LabelledSample, PreparedPicture> transform =
                PictureTransforms.training(pixels(), recipe.augmentation(), new Draws(3));
        Transform<LabelledSample, PreparedPicture> whole =
                PictureTransforms.training(pixels(), recipe("erase=0").augmentation(), new Draws(3));

        float[] first = transform.apply(sample, new Draw(3, 0, 0, 0)).numbers();

        assertThat(transform.apply(sample, new Draw(3, 0, 0, 0)).numbers()).isEqualTo(first);
        assertThat(transform.apply(sample, new Draw(3, 1, 0, 0)).numbers()).isNotEqualTo(first);
        float[] intact = whole.apply(sample, new Draw(3, 0, 0, 0)).numbers();
        int erased = 0;
        for (int i = 0; i < first.length; i++) {
            erased += first[i] == intact[i] ? 0 : 1;
        }
        assertThat((double) erased / first.length).isBetween(0.015, 0.35);
    }

    private static List<String> lines() throws IOException {
        try (InputStream stream = PictureTransformsTest.class.getResourceAsStream("/golden/train/augmented.csv")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
