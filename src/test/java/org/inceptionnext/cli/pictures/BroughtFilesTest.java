package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.recognise.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that people bring, from the command line to the answer. Boxes are YOLOv5's (commit 5081342f0, torch 2.15), probabilities
 * timm's (1.0.31), each of the same file.
 */
class BroughtFilesTest {
    private static final String STREET = Cases.file("pictures/street.png").toString();

    private static final List<String> TIMMS_SETTINGS = List.of(
            "--image-size",
            "192",
            "--crop-pct",
            "1.0",
            "--interpolation",
            "bilinear",
            "--mean",
            "0.5,0.5,0.5",
            "--std",
            "0.5,0.5,0.5");

    @TempDir
    Path folder;

    /** The best box: its confidence, class and left edge. */
    @ParameterizedTest
    @CsvSource({
        "plain, 12, 0.5651, c, 45.52",
        "fused, 12, 0.5652, c, 45.53",
        "activation-leaky-in-modules, 6, 0.4416, b, 160.12",
        "activation-relu-in-modules, 8, 0.5777, a, 205.89",
        "names-whole-numbers, 12, 0.5651, 21010, 45.52",
        "names-yes-no, 12, 0.5651, x, 45.52",
        "names-text-keys, 12, 0.5651, c, 45.52"
    })
    void boxesAreThoseOfYolov5(String file, int count, double confidence, String name, double left) {
        JsonArray found = detect(Cases.file("detectors/" + file + ".pt"));
        assertThat(found).hasSize(count);
        JsonObject best = found.get(0).getAsJsonObject();
        assertThat(best.get("confidence").getAsDouble()).isCloseTo(confidence, within(0.003));
        assertThat(best.get("className").getAsString()).isEqualTo(name);
        assertThat(best.get("x1").getAsDouble()).isCloseTo(left, within(0.25));
    }

    /** What convert writes is what the file was, its activation included. */
    @Test
    void convertedDetectorFindsTheSameBoxes() {
        Path source = Cases.file("detectors/activation-leaky-in-modules.pt");
        Path converted = folder.resolve("leaky.safetensors");
        assertThat(Outcome.of("convert", source.toString(), converted.toString())
                        .exitCode())
                .isZero();
        JsonArray expected = detect(source);
        JsonArray found = detect(converted);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            JsonObject box = found.get(i).getAsJsonObject();
            JsonObject other = expected.get(i).getAsJsonObject();
            assertThat(box.get("className")).isEqualTo(other.get("className"));
            assertThat(box.get("confidence").getAsDouble())
                    .isCloseTo(other.get("confidence").getAsDouble(), within(1e-4));
        }
    }

    @Test
    void folderOfTimmGivesItsOwnProbabilities() throws Exception {
        Cases.write(
                folder.resolve("model.safetensors"),
                new ArrayList<>(Cases.weights("inceptionnext_atto", 3, 3).values()));
        Files.copy(Cases.file("classifier/config.json"), folder.resolve("config.json"));
        for (String weights :
                List.of(folder.toString(), folder.resolve("model.safetensors").toString())) {
            Map<String, Double> classes = classify("--weights", weights);
            assertThat(classes).containsOnlyKeys("cat", "dog", "owl");
            assertThat(classes.get("cat")).isCloseTo(0.36918, within(5e-4));
            assertThat(classes.get("owl")).isCloseTo(0.41340, within(5e-4));
        }
    }

    /** The settings of the folder above, said on the command line: timm's probabilities again. */
    @Test
    void settingsOnTheCommandLineDoWhatThoseOfTheFolderDo() throws Exception {
        Map<String, Double> classes = classifyOwnWeights(TIMMS_SETTINGS);
        assertThat(classes.get("one")).isCloseTo(0.36918, within(5e-4));
        assertThat(classes.get("three")).isCloseTo(0.41340, within(5e-4));
    }

    /** Each of them changes something. */
    @ParameterizedTest
    @ValueSource(strings = {"--image-size", "--crop-pct", "--interpolation", "--mean", "--std"})
    void everySettingOnTheCommandLineCounts(String leftOut) throws Exception {
        List<String> others = new ArrayList<>(TIMMS_SETTINGS);
        int place = others.indexOf(leftOut);
        others.subList(place, place + 2).clear();
        assertThat(classifyOwnWeights(others)).isNotEqualTo(classifyOwnWeights(TIMMS_SETTINGS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--image-size | 0 | --image-size must be a side in pixels, or two as HEIGHTxWIDTH",
                "--crop-pct | 0 | --crop-pct must be a share above 0, such as 0.875",
                "--mean | 0.5,0.5 | --mean must be three numbers with commas between, for red, green and blue",
                "--std | 0.5,0,0.5 | --std must be three numbers above 0 with commas between, for red, green and blue"
            })
    void wrongSettingIsRefusedWithWhatIsAllowed(String option, String value, String said) {
        Outcome outcome = Outcome.of("classify", STREET, option, value);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains(said);
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"module._orig_mod.", "_orig_mod.module.", "timm_model."})
    void prefixesOfWrappersChangeNoProbability(String prefix) throws Exception {
        Path file = folder.resolve("wrapped.safetensors");
        Cases.write(file, Cases.under(prefix, Cases.weights("inceptionnext_atto", 3, 3)));
        String labels = Cases.file("classifier/labels.txt").toString();
        Map<String, Double> classes = classify("--weights", file.toString(), "--labels", labels, "--preset", "timm");
        assertThat(classes.get("one")).isCloseTo(0.30409, within(5e-4));
        assertThat(classes.get("three")).isCloseTo(0.44683, within(5e-4));
    }

    @Test
    void labelsMayBeginWithAByteOrderMark() {
        Map<String, Double> classes =
                classify("--labels", Cases.file("classifier/labels-bom.txt").toString());
        assertThat(classes).containsKey("plane").hasSize(10);
    }

    @Test
    void labelsMayBeTheYamlOfATraining() {
        JsonArray found = detect(
                Cases.file("detectors/plain.pt"),
                "--labels",
                Cases.file("classifier/labels-data.yaml").toString());
        assertThat(found.get(0).getAsJsonObject().get("className").getAsString())
                .isEqualTo("owl");
    }

    private static Map<String, Double> classify(String... arguments) {
        List<String> all = new ArrayList<>(List.of("classify", STREET, "--json", "--top-k", "10"));
        all.addAll(List.of(arguments));
        Outcome outcome = Outcome.of(all.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        Map<String, Double> classes = new HashMap<>();
        for (JsonElement entry :
                JsonParser.parseString(outcome.out()).getAsJsonObject().getAsJsonArray("classes")) {
            JsonObject one = entry.getAsJsonObject();
            classes.put(
                    one.get("className").getAsString(), one.get("probability").getAsDouble());
        }
        return classes;
    }

    private Map<String, Double> classifyOwnWeights(List<String> settings) throws Exception {
        Path file = folder.resolve("own.safetensors");
        Cases.write(
                file, new ArrayList<>(Cases.weights("inceptionnext_atto", 3, 3).values()));
        List<String> arguments = new ArrayList<>(List.of("--weights", file.toString(), "--labels"));
        arguments.add(Cases.file("classifier/labels.txt").toString());
        arguments.addAll(settings);
        return classify(arguments.toArray(String[]::new));
    }

    private static JsonArray detect(Path weights, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("detect", "--weights", weights.toString(), STREET, "--json", "--image-size", "256"));
        all.addAll(List.of("--letterbox", "auto", "--conf", "0.3"));
        all.addAll(List.of(arguments));
        Outcome outcome = Outcome.of(all.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return JsonParser.parseString(outcome.out()).getAsJsonObject().getAsJsonArray("detections");
    }
}
