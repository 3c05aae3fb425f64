package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.recognise.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifiers as trainers leave them behind, from the command line to the numbers that timm 1.0.31 gives. */
class BroughtClassifiersTest {
    private static final String STREET = Cases.file("pictures/street.png").toString();
    private static final String LABELS = Cases.file("classifier/labels.txt").toString();

    @TempDir
    Path folder;

    /** The pooled features, 320 of them, with or without the layers behind them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void embeddingNeedsNoClassifier(boolean withHead) throws Exception {
        Map<String, Tensor> weights = Cases.weights("inceptionnext_atto", 3, 3);
        if (!withHead) {
            weights.keySet().removeAll(List.of("head.fc2.weight", "head.fc2.bias"));
        }
        Path file = Cases.write(folder.resolve("w.safetensors"), new ArrayList<>(weights.values()));
        Outcome outcome = Outcome.of("embed", "--weights", file.toString(), STREET, "--json", "--preset", "timm");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonArray vector =
                JsonParser.parseString(outcome.out()).getAsJsonObject().getAsJsonArray("embedding");
        assertThat(vector).hasSize(320);
        double[] first = {-0.60855, -0.12861, -0.34699, -0.6541, 1.21368, -0.75149, 1.68639, 0.18481};
        double squares = 0;
        for (JsonElement number : vector) {
            squares += number.getAsDouble() * number.getAsDouble();
        }
        for (int i = 0; i < first.length; i++) {
            assertThat(vector.get(i).getAsDouble()).isCloseTo(first[i], within(1e-3));
        }
        assertThat(Math.sqrt(squares)).isCloseTo(15.61, within(1e-2));
    }

    @Test
    void weightsOfALossBesideTheModelAreLeftOut() throws Exception {
        List<Tensor> tensors = Cases.under("model.", Cases.weights("inceptionnext_atto", 3, 3));
        tensors.add(Tensors.ofFloats("criterion.pos_weight", List.of(3L), new float[] {1, 2, 3}));
        Path file = folder.resolve("lightning.ckpt");
        PthWriter.write(file, tensors);
        Outcome outcome = Outcome.of(
                "classify", "--weights", file.toString(), STREET, "--json", "--labels", LABELS, "--preset", "timm");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonObject best = JsonParser.parseString(outcome.out())
                .getAsJsonObject()
                .getAsJsonArray("classes")
                .get(0)
                .getAsJsonObject();
        assertThat(best.get("className").getAsString()).isEqualTo("three");
        assertThat(best.get("probability").getAsDouble()).isCloseTo(0.44683, within(5e-4));
        assertThat(outcome.err()).contains("criterion.pos_weight");
    }

    @Test
    void networksOfOneChannelAreNamedAndNoBug() throws Exception {
        Path gray = Cases.write(
                folder.resolve("in1.safetensors"),
                new ArrayList<>(Cases.weights("inceptionnext_atto", 3, 1).values()));
        for (Outcome outcome : List.of(
                Outcome.of("classify", "--weights", gray.toString(), STREET, "--labels", LABELS),
                Outcome.of(
                        "detect",
                        "--weights",
                        Cases.file("detectors/channels-1.pt").toString(),
                        STREET))) {
            assertThat(outcome.exitCode()).isGreaterThan(1);
            assertThat(outcome.err()).contains("takes 1 channel; a picture has 3");
        }
    }
}
