package org.inceptionnext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.train.recipe.Recipe.ClassWeights;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final int[] LABELS = {0, 3, 7, 9};
    private static final JsonObject GOLDEN = GoldenResource.read("train/mixup", JsonObject.class);

    @Test
    void mixedTargetsAreTimms() {
        check(GOLDEN.getAsJsonObject("target"));
        check(GOLDEN.getAsJsonObject("targetNoSmoothing"));
    }

    private static void check(JsonObject golden) {
        double smoothing = golden.get("smoothing").getAsDouble();
        Targets targets = new Targets(smoothing, Targets.weights(ClassWeights.NONE, new long[10]));

        float[] mixed = targets.of(LABELS, golden.get("lam").getAsDouble());

        JsonArray expected = golden.getAsJsonArray("f32");
        assertThat(mixed).hasSize(expected.size());
        for (int i = 0; i < mixed.length; i++) {
            // The division by the batch of four is inside.
            assertThat(4.0 * mixed[i])
                    .as("element " + i)
                    .isCloseTo(expected.get(i).getAsDouble(), within(1e-7));
        }
    }

    @Test
    void rareClassesCountMoreAndTheMeanOverAllPicturesIsOne() {
        float[] weights = Targets.weights(ClassWeights.BALANCED, new long[] {30, 10, 0});

        assertThat(weights[0]).isCloseTo(2f / 3, within(1e-6f));
        assertThat(weights[1]).isCloseTo(2f, within(1e-6f));
        assertThat(weights[2]).isEqualTo(1f);
    }

    /** As torch.nn.CrossEntropyLoss(weight=[2, 1]) divides by the sum of the weights. */
    @Test
    void theWeightedMeanDividesByTheSumOfTheWeights() {
        float[] targets = new Targets(0, new float[] {2, 1}).of(new int[] {0, 1}, 1);

        assertThat(targets).containsExactly(2f / 3, 0, 0, 1f / 3);
    }
}
