package org.inceptionnext.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;
import org.inceptionnext.cli.Outcome;
import org.junit.jupiter.api.Test;

/** {@code inx models} and {@code inx models show}. */
class ModelsCommandTest {

    @Test
    void tableHasALineForEachModelTheEmbeddedOneFirst() {
        Outcome outcome = Outcome.of("models");
        assertThat(outcome.exitCode()).isZero();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines.get(0)).startsWith("NAME").contains("TASK", "CLASSES", "INPUT", "PARAMETERS", "WEIGHTS");
        assertThat(lines.get(1)).startsWith("inceptionnext_zepto").contains("cifar10", "64x64", "in the library");
        assertThat(outcome.out()).contains("inceptionnext_base_384", "384x384");
        assertThat(outcome.err()).isEqualTo("More about one: inx models show inceptionnext_zepto\n");
    }

    @Test
    void quietLeavesOutTheHint() {
        assertThat(Outcome.of("models", "-q").err()).isEmpty();
    }

    @Test
    void globAndPartOfANameChoose() {
        assertThat(names("*base*")).containsExactly("inceptionnext_base", "inceptionnext_base_384");
        assertThat(names("tiny"))
                .containsExactly(
                        "inceptionnext_tiny",
                        "yolov5_inceptionnext_tiny",
                        "yolov5_inceptionnext_tiny_w050",
                        "yolov5_inceptionnext_tiny_p5fix");
        assertThat(names("inception_next_atto.*")).containsExactly("inceptionnext_atto");
    }

    @Test
    void noMatchIsExitCode3() {
        Outcome outcome = Outcome.of("models", "resnet");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).isEqualTo("inx: no model matches resnet\nRun: inx models\n");
    }

    @Test
    void jsonNamesTheAccuracyOfEachPreset() {
        JsonObject base =
                Outcome.of("models", "inceptionnext_base", "--json").json().get(0);
        assertThat(base.get("name").getAsString()).isEqualTo("inceptionnext_base");
        assertThat(base.getAsJsonObject("top1Percent").get("upstream").getAsDouble())
                .isEqualTo(84.0);
        assertThat(base.getAsJsonObject("top1Percent").get("timm").getAsDouble())
                .isEqualTo(84.098);
        assertThat(base.get("embedded").getAsBoolean()).isFalse();
    }

    @Test
    void showCountsWhatTheGraphCounts() {
        // base: parameters and MACs at 224x224 of the golden manifest
        JsonObject base = Outcome.of("models", "show", "inceptionnext_base", "--json")
                .json()
                .get(0);
        assertThat(base.get("parameters").getAsLong()).isEqualTo(86_672_136);
        assertThat(base.get("macs").getAsLong()).isEqualTo(14_841_072_000L);
        long parts = StreamSupport.stream(base.getAsJsonArray("parts").spliterator(), false)
                .mapToLong(part -> part.getAsJsonObject().get("macs").getAsLong())
                .sum();
        assertThat(parts).isEqualTo(14_841_072_000L);
    }

    @Test
    void showSaysWhereTheWeightsAreWhatIsKnownOfThemAndTheirLicences() {
        Outcome outcome = Outcome.of("models", "show", "timm/inception_next_base.sail_in1k");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("inceptionnext_base  InceptionNeXt-B\n")
                .contains("arxiv.org/abs/2303.16900")
                .contains("Preset upstream (sail-sg; the default)", "Preset timm (timm)", "0.95, center, bicubic")
                .contains("71cf5594935bd9513e1350e3450c88332194fdaa7de96f3e69468e2f4f1da14e  (the Hugging Face page")
                .contains("inceptionnext_base.pth\n    SHA-256  no hash known")
                .contains("Code         Apache-2.0", "Weights      Apache-2.0");
    }

    @Test
    void misspeltNameListsTheNearest() {
        Outcome outcome = Outcome.of("models", "show", "inceptionnext_tny");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("Did you mean inceptionnext_tiny").endsWith("Run: inx models\n");
    }

    @Test
    void detectorsAreListedWithTheirTaskAndWhoHasTheirWeights() {
        List<String> lines = Outcome.of("models", "yolov5*").out().lines().toList();
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("yolov5_inceptionnext_tiny ")
                        .contains("object detection", "coco", "640x640", "25.6 M")
                        .endsWith("your own"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("yolov5x6 ")
                        .contains("1280x1280", "140.8 M")
                        .endsWith("GitHub"));
    }

    @Test
    void showSaysOfADetectorWhatItIs() {
        assertThat(Outcome.of("models", "show", "yolov5_inceptionnext_tiny").out())
                .contains("Task      object detection", "Classes   80 (coco)")
                .contains("Stride    32", "Backbone  inceptionnext_tiny")
                .contains("Letterbox", "pictures from 0 to 1")
                .contains("None are published: bring your own with --weights FILE.")
                .contains("35,404,147,200");
        assertThat(Outcome.of("models", "show", "yolov5n").out())
                .contains("Weights  AGPL-3.0 (ultralytics/yolov5)", "https://huggingface.co/", "4,062,133 bytes");
        JsonObject json =
                Outcome.of("models", "show", "yolov5n6", "--json").json().get(0);
        assertThat(json.getAsJsonObject("detector").get("stride").getAsInt()).isEqualTo(64);
    }

    private static List<String> names(String glob) {
        return Outcome.of("models", "--json", glob).json().stream()
                .map(model -> model.get("name").getAsString())
                .toList();
    }
}
