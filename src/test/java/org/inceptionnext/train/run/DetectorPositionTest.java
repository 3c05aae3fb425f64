package org.inceptionnext.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.inceptionnext.testing.GoldenResource;
import org.inceptionnext.train.run.DetectorResult.Figures;
import org.inceptionnext.train.run.DetectorResult.Terms;
import org.junit.jupiter.api.Test;

class DetectorPositionTest {
    private static final Terms TERMS = new Terms(0.1, 0.2, 0.3);

    private static DetectorResult result(int epoch, double map) {
        return new DetectorResult(epoch, 0.01, TERMS, TERMS, new Figures(0.5, 0.6, map, map, 0.4, 0.3), 1.5);
    }

    @Test
    void aRunEndsWhereTheOriginalWouldStop() {
        JsonObject golden =
                GoldenResource.read("yolo/schedule", JsonObject.class).getAsJsonObject("earlyStopping");
        JsonArray fitness = golden.getAsJsonArray("fitness");
        JsonArray stop = golden.getAsJsonArray("stop");
        DetectorPosition position = DetectorPosition.START;
        for (int i = 0; i < fitness.size(); i++) {
            DetectorResult result = result(i + 1, fitness.get(i).getAsDouble());
            position = position.afterEpoch(result, List.of(), result.figures().fitness() > position.bestFitness());
            assertThat(position.isTired(golden.get("patience").getAsInt()))
                    .as("epoch %d", i)
                    .isEqualTo(stop.get(i).getAsBoolean());
            assertThat(position.isTired(0)).isFalse();
        }
    }

    @Test
    void fitnessIsTheOriginals() {
        GoldenResource.read("yolo/schedule", JsonObject.class)
                .getAsJsonArray("fitness")
                .forEach(each -> {
                    JsonObject row = each.getAsJsonObject();
                    double map50 = row.get("map50").getAsDouble();
                    double map = row.get("map").getAsDouble();
                    assertThat(new Figures(0, 0, map50, map, 0, 0).fitness())
                            .isEqualTo(row.get("fitness").getAsDouble(), org.assertj.core.api.Assertions.within(1e-12));
                });
    }

    @Test
    void textsAndRowsReadBackAsTheyWere() {
        DetectorPosition position = DetectorPosition.START
                .afterBatch(new float[] {0.25f, 0.5f, 0.125f})
                .afterStep(1, 0);
        assertThat(DetectorPosition.of(position.texts())).isEqualTo(position);
        DetectorPosition next = position.afterEpoch(result(1, 0.5), List.of(0.25, 0.5), true);
        assertThat(DetectorPosition.of(next.texts())).isEqualTo(next);
        assertThat(DetectorResult.ofRow(next.rows().get(0))).isEqualTo(result(1, 0.5));
    }
}
