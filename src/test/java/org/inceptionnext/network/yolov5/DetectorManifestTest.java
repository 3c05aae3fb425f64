package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.network.Counts;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.testing.DetectorManifest;
import org.inceptionnext.testing.Sha256Hex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The detectors against the state dicts and rows of the originals, from the golden manifests. Everything is exact. */
class DetectorManifestTest {
    private static final Map<String, DetectorManifest> STOCK = DetectorManifest.stock();
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    @ParameterizedTest
    @CsvSource({
        "pico-nc1, pico, 1",
        "pico-nc3, pico, 3",
        "tiny-nc3, tiny, 3",
        "tiny-nc80, tiny, 80",
        "tiny-w050-nc80, tiny_w050, 80",
        "tiny-nc80-p5fix, tiny_p5fix, 80",
        "small-nc3, small, 3",
        "small-nc80, small, 80"
    })
    void variantIsTheOneOfTheManifest(String manifestName, String name, int numClasses) throws IOException {
        DetectorManifest manifest = DetectorManifest.of(manifestName);
        Detector detector = Detectors.registered(name, numClasses);
        assertThat(state(detector)).isEqualTo(GSON.toJson(manifest.state()));
        check(detector, manifest);
        assertThat(detector.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yolov5n", "yolov5s", "yolov5m", "yolov5l", "yolov5x",
                "yolov5n6", "yolov5s6", "yolov5m6", "yolov5l6", "yolov5x6"
            })
    void stockGraphIsTheOneOfTheManifest(String name) throws IOException {
        check(Detectors.registered(name, 80), stock(name));
    }

    static List<String> graphsOfTestRows() {
        return List.of(
                "yolov5s-ghost",
                "yolov5s-transformer",
                "yolov5-p2",
                "yolov5-p34",
                "yolov5-p7",
                "yolov5-bifpn",
                "yolov5-fpn",
                "yolov5-panet",
                "yolov3-tiny",
                "yolov3",
                "yolov3-spp",
                "yolov5s-LeakyReLU");
    }

    /** Rows that are no part of the zoo: they show that every module can be a row. */
    @ParameterizedTest
    @MethodSource("graphsOfTestRows")
    void otherRowsGiveTheGraphOfTheManifest(String name) throws IOException {
        check(Detectors.fromRows(name), stock(name));
    }

    @Test
    void everyStockGraphIsChecked() {
        Set<String> checked = Detectors.CATALOG.definitions().keySet().stream()
                .filter(name -> !name.contains("inceptionnext"))
                .collect(Collectors.toSet());
        checked.addAll(graphsOfTestRows());
        assertThat(checked).isEqualTo(STOCK.keySet());
    }

    private static DetectorManifest stock(String name) {
        return Optional.ofNullable(STOCK.get(name)).orElseThrow();
    }

    private static void check(Detector detector, DetectorManifest manifest) throws IOException {
        assertThat(keyShapeSha256(detector)).isEqualTo(manifest.keyShapeSha256());
        assertThat(detector.strides()).isEqualTo(manifest.stride());
        assertThat(detector.saved()).isEqualTo(manifest.save());
        List<Float> anchors = manifest.anchorsGrid().stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .toList();
        assertThat(detector.initialAnchors().floats()).containsExactly(anchors.toArray(Float[]::new));
        checkCounts(detector, manifest);
        if (manifest.rows() != null) {
            checkRows(detector, manifest.rows());
        }
    }

    private static void checkCounts(Detector detector, DetectorManifest manifest) {
        Counts counts = Counts.of(detector.graph(), 640, 640);
        assertThat(counts.tensors()).isEqualTo(manifest.keys());
        assertThat(counts.parameters()).isEqualTo(manifest.parameters());
        long counters = detector.graph().parameters().stream()
                .filter(p -> p.role() == Role.BATCH_COUNTER)
                .count();
        assertThat(counters).isEqualTo(manifest.int64Elements());
        assertThat(counts.parameters() + counts.bufferElements() - counters).isEqualTo(manifest.floatElements());
        if (manifest.macsAt640() != null) {
            assertThat(counts.macs()).isEqualTo(manifest.macsAt640());
        }
    }

    private static void checkRows(Detector detector, List<DetectorManifest.Row> rows) {
        List<Counts.Part> parts = Counts.of(detector.graph(), 640, 640).parts();
        assertThat(detector.rows()).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            DetectorManifest.Row expected = rows.get(i);
            BuiltRow row = detector.rows().get(i);
            assertThat(row.sequence()).isEqualTo(expected.seq());
            assertThat(row.index()).isEqualTo(expected.index());
            assertThat(row.from()).isEqualTo(numbers(expected.from()));
            assertThat(row.repeats()).as("repeats of row " + i).isEqualTo(expected.repeats());
            assertThat(row.module()).isEqualTo(expected.module());
            assertThat(GSON.toJson(row.arguments())).isEqualTo(GSON.toJson(arguments(expected)));
            assertThat(row.channels()).isEqualTo(numbers(expected.out()));
            if (expected.stride() != null && !expected.stride().isJsonNull()) {
                assertThat(row.strides()).isEqualTo(numbers(expected.stride()));
            }
            assertThat(parts.get(i).parameters()).isEqualTo(expected.params());
            if (expected.macs() != null) {
                assertThat(parts.get(i).macs()).as("MACs of row " + i).isEqualTo(expected.macs());
            }
        }
    }

    /** The manifest of n6 has the anchors themselves where the others have the word. */
    private static List<JsonElement> arguments(DetectorManifest.Row row) {
        List<JsonElement> arguments = new ArrayList<>(row.args());
        if (row.module().equals("Detect")) {
            arguments.set(1, new JsonPrimitive("anchors"));
        }
        return arguments;
    }

    private static List<Integer> numbers(@Nullable JsonElement element) {
        if (element == null || element.isJsonNull()) {
            return List.of();
        }
        return element.isJsonArray()
                ? element.getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsInt)
                        .toList()
                : List.of(element.getAsInt());
    }

    private static String state(Detector detector) {
        List<List<Object>> state = new ArrayList<>();
        for (Parameter parameter : detector.graph().parameters()) {
            String dtype = parameter.role() == Role.BATCH_COUNTER ? "int64" : "float32";
            state.add(List.of(parameter.name(), parameter.shape(), dtype));
        }
        return GSON.toJson(state);
    }

    private static String keyShapeSha256(Detector detector) {
        StringBuilder text = new StringBuilder();
        for (Parameter parameter : detector.graph().parameters()) {
            String dims = parameter.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
            text.append(parameter.name())
                    .append(' ')
                    .append(dims.isEmpty() ? "scalar" : dims)
                    .append('\n');
        }
        return Sha256Hex.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
