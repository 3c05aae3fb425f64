package org.inceptionnext.train.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Record;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.train.recipe.RecipeFile;
import org.inceptionnext.train.recipe.RecipeReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPicturesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void drawPictures() throws IOException {
        for (int label = 0; label < 2; label++) {
            Path own = Files.createDirectories(folder.resolve("class" + label));
            for (int i = 0; i < 3; i++) {
                BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 40 * 36; pixel++) {
                    image.setRGB(pixel % 40, pixel / 40, pixel * 2654435 + label * 77 + i);
                }
                ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
            }
        }
    }

    private LabelledPictures.Builder builder() throws Exception {
        Preprocessing pixels =
                Registry.builtin().find("inceptionnext_zepto").defaultPreset().preprocessing();
        return LabelledPictures.builder()
                .setData(LabelledSet.open(folder), Split.TRAIN)
                .setPreprocessing(pixels)
                .setSampling(4, false);
    }

    private static Augmentation finetune() throws IOException {
        return RecipeReader.read(RecipeFile.values("finetune")).augmentation();
    }

    private static float[] numbers(LabelledPictures pictures, NDManager manager, int index) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Record record = pictures.get(scope, index);
            return record.getData().singletonOrThrow().toFloatArray();
        }
    }

    @Test
    void batchesArePicturesAndLabelsAsDjlsLossesTakeThem() throws Exception {
        LabelledPictures pictures = builder().build();
        assertThat(pictures.size()).isEqualTo(6);
        List<Shape> shapes = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            for (Batch batch : pictures.getData(manager)) {
                shapes.add(batch.getData().singletonOrThrow().getShape());
                for (float label : batch.getLabels().singletonOrThrow().toFloatArray()) {
                    labels.add(label);
                }
                batch.close();
            }
        }
        assertThat(shapes).containsExactly(new Shape(4, 3, 64, 64), new Shape(2, 3, 64, 64));
        assertThat(labels).containsExactly(0f, 0f, 0f, 1f, 1f, 1f);
    }

    @Test
    void aPictureIsShownInAnotherWayEachTimeAndTwoRunsShowTheSame() throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            LabelledPictures first = builder().optAugmentation(finetune(), 5).build();
            float[] once = numbers(first, manager, 2);
            float[] twice = numbers(first, manager, 2);
            assertThat(twice).isNotEqualTo(once);

            LabelledPictures second = builder().optAugmentation(finetune(), 5).build();
            numbers(second, manager, 0);
            assertThat(numbers(second, manager, 2))
                    .as("whatever else was asked for")
                    .isEqualTo(once);
            assertThat(numbers(second, manager, 2)).isEqualTo(twice);

            LabelledPictures plain = builder().build();
            assertThat(numbers(plain, manager, 2)).isEqualTo(numbers(plain, manager, 2));
        }
    }

    @Test
    void aPictureThatIsGoneIsNamed() throws Exception {
        LabelledPictures pictures = builder().build();
        Files.delete(folder.resolve("class1/0.png"));
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThatThrownBy(() -> pictures.get(manager, 3))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("class1")
                    .hasMessageContaining("0.png");
        }
    }
}
