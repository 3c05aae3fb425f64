package org.inceptionnext.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.compile.DetectionLoss;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.train.recipe.Recipe.Part;
import org.inceptionnext.train.recipe.Recipe.Start;
import org.inceptionnext.vision.augment.DetectionAugmentation;
import org.inceptionnext.vision.augment.RandAugment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
    @ParameterizedTest
    @ValueSource(strings = {"head", "finetune", "scratch"})
    void theLibrarysRecipesAreWholeAndNameTheirSource(String name) throws Exception {
        Recipe recipe = RecipeReader.read(RecipeFile.values(name));

        assertThat(recipe.source()).hasSizeGreaterThan(20);
        assertThat(recipe.part()).isEqualTo(name.equals("head") ? Part.HEAD : Part.NETWORK);
        assertThat(recipe.start()).isEqualTo(name.equals("scratch") ? Start.NOTHING : Start.WEIGHTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov5", "inceptionnext"})
    void theDetectorsRecipesAreWholeAndNameTheirSource(String name) throws Exception {
        DetectorRecipe recipe = DetectorRecipe.read(RecipeFile.detectorValues(name));

        assertThat(recipe.source()).hasSizeGreaterThan(20);
        assertThat(recipe.augmentation()).isEqualTo(DetectionAugmentation.LOW);
        assertThat(recipe.descent().decayLayerScale()).isEqualTo(name.equals("yolov5"));
        assertThat(recipe.objective().loss(3, 80, 640).gains()).isEqualTo(new DetectionLoss.Gains(0.05, 1, 0.5));
    }

    @Test
    void aDetectorsFileOfOnesOwnBeginsFromTheDefault(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("own.yaml"), "rate: 5.0e-3\nmosaic: 0.5\n");

        DetectorRecipe recipe = DetectorRecipe.read(RecipeFile.detectorValues(file.toString()));

        assertThat(recipe.rates().first()).isEqualTo(5e-3);
        assertThat(recipe.augmentation().mosaic()).isEqualTo(0.5);
        assertThat(recipe.length().nominalBatch()).isEqualTo(64);
    }

    @Test
    void theAverageBeginsFastAndSlowsDown() {
        DetectorRecipe.Average average = new DetectorRecipe.Average(0.9999, 2000);
        for (JsonElement each : GoldenResource.read("yolo/schedule", JsonObject.class)
                .getAsJsonObject("ema")
                .getAsJsonArray("values")) {
            long step = each.getAsJsonArray().get(0).getAsLong();
            assertThat(average.at(step)).isCloseTo(each.getAsJsonArray().get(1).getAsDouble(), within(1e-15));
        }
    }

    @Test
    void manyPicturesAreSeenInFewerEpochsByAHead() throws Exception {
        Recipe.Length head = RecipeReader.read(RecipeFile.values("head")).length();

        assertThat(head.epochsOf(1058)).as("4 steps an epoch").isEqualTo(60);
        assertThat(head.epochsOf(8000)).as("31 steps an epoch").isEqualTo(13);
        assertThat(head.epochsOf(1_000_000)).isEqualTo(1);
        assertThat(RecipeReader.read(RecipeFile.values("finetune")).length().epochsOf(1_000_000))
                .isEqualTo(20);
    }

    /** What timm 1.0.31 makes of the same texts. */
    @Test
    void randAugmentIsWrittenAsForTimm() {
        assertThat(RandAugment.parse("rand-m9-mstd0.5-inc1")).isEqualTo(RandAugment.M9_MSTD05_INC1);
        assertThat(RandAugment.parse("rand")).isEqualTo(new RandAugment(2, 10, 0, 0.5, false));
        assertThat(RandAugment.parse("rand-inc1-p0.8-n3-mstd1-m7")).isEqualTo(new RandAugment(3, 7, 1, 0.8, true));
    }

    @Test
    void whatIsWrongInADetectorsRecipeIsSaid() throws Exception {
        assertDetectorRefused("anchorRatio", "1", "recipe: anchorRatio: found 1, allowed is a number above 1");
        assertDetectorRefused("mosaic", "2", "recipe: mosaic: found 2, allowed is a number from 0 to 1");
        assertDetectorRefused("degrees", "200", "recipe: degrees is 200.0; it must be 0 to 180.0");
        assertDetectorRefused("lr0", "1", "recipe: no key lr0; there are anchorRatio, ");
        assertThatThrownBy(() -> RecipeFile.detectorValues("finetune"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("no recipe finetune; there are yolov5, inceptionnext");
    }

    private static void assertDetectorRefused(String key, String value, String message) throws Exception {
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.detectorValues("yolov5"));
        values.put(key, value);
        assertThatThrownBy(() -> DetectorRecipe.read(values))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileOfOnesOwnBeginsFromFinetune(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("own.yaml"), "rate: 5.0e-4\nfreeze: [stem, stages.0]\n");

        Recipe recipe = RecipeReader.read(RecipeFile.values(file.toString()));

        assertThat(recipe.rates().rate()).isEqualTo(5e-4);
        assertThat(recipe.computation().freeze()).containsExactly("stem", "stages.0");
        assertThat(recipe.length().epochs()).isEqualTo(20);
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() throws Exception {
        assertRefused("rate", "-1", "recipe: rate: found -1, allowed is a number above 0");
        assertRefused("epochs", "many", "recipe: epochs: found many, allowed is a whole number of at least 1");
        assertRefused("optimizer", "adam", "recipe: optimizer: found adam, allowed is adamw, sgd");
        assertRefused("dtype", "float16", "recipe: dtype: found float16, allowed is float32, bfloat16");
        String allowed =
                "allowed is none, or as timm writes it, such as rand-m9-n2-mstd0.5-p0.5-inc1: m 0 to 10, n 1 to 15";
        for (String wrong :
                List.of("m9", "rand-m11", "rand-n0", "rand-n1.5", "rand-inc2", "rand-t9", "rand-", "rand-p2")) {
            assertRefused("randAugment", wrong, "recipe: randAugment: found " + wrong + ", " + allowed);
        }
        assertRefused("eraseFill", "black", "recipe: eraseFill: found black, allowed is constant, colour, noise");
        assertRefused("learningRate", "1", "recipe: no key learningRate; there are accumulate, average, ");
        assertThatThrownBy(() -> RecipeFile.values("finetun"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("no recipe finetun; there are head, finetune, scratch");
    }

    private static void assertRefused(String key, String value, String message) throws Exception {
        Map<String, String> values = new LinkedHashMap<>(RecipeFile.values("finetune"));
        values.put(key, value);
        assertThatThrownBy(() -> RecipeReader.read(values))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(message);
    }
}
