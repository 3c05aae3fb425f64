package org.inceptionnext.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.inceptionnext.train.recipe.Recipe.Part;
import org.inceptionnext.train.recipe.Recipe.Start;
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
