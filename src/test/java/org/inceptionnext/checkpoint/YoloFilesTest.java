package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole-object checkpoints as YOLOv5 writes them, against what Python finds in them. */
class YoloFilesTest {
    private static final Map<String, DType> DTYPES =
            Map.of("float16", DType.F16, "float32", DType.F32, "int64", DType.I64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pico-last",
                "pico-stripped",
                "yolov5n-w0625-stripped",
                "yolov5n-w0625-oldclass",
                "yolov5n-seg-w0625-stripped"
            })
    void tensorsAndFactsAreThoseOfTheFile(String name) throws IOException {
        JsonObject expected = JsonParser.parseString(
                        Files.readString(GoldenCheckpoint.resource(name + ".expected.json")))
                .getAsJsonObject();
        try (Checkpoint checkpoint = Checkpoint.open(GoldenCheckpoint.resource(name + ".pt"))) {
            assertThat(checkpoint.kind()).isEqualTo(CheckpointKind.KNOWN_OBJECT);
            assertThat(checkpoint.strippedPrefix()).isEmpty();
            assertThat(checkpoint.key()).contains(expected.get("weightsUnder").getAsString());
            assertThat(GoldenCheckpoint.read(checkpoint.tensors().values()))
                    .containsExactlyEntriesOf(tensors(expected.getAsJsonArray("tensors")));
            assertGlobals(checkpoint, expected);

            Dict root = (Dict) checkpoint.object().orElseThrow();
            assertThat(root.entries().stream().map(entry -> scalar(entry.key()).getAsString()))
                    .containsExactlyElementsOf(topLevelKeys(expected));
            assertThat(json(root.get("epoch").orElseThrow())).isEqualTo(expected.get("epoch"));
            assertThat(json(root.get("best_fitness").orElseThrow())).isEqualTo(expected.get("bestFitness"));
            assertModel((Stub) root.get(checkpoint.key().orElseThrow()).orElseThrow(), expected);
        }
    }

    @Test
    void keyChoosesTheWeightsBesideTheMovingAverage() throws IOException {
        JsonObject expected = JsonParser.parseString(
                        Files.readString(GoldenCheckpoint.resource("pico-last.expected.json")))
                .getAsJsonObject();
        OpenOptions model = OpenOptions.DEFAULTS.withKey("model");
        try (Checkpoint checkpoint = Checkpoint.open(GoldenCheckpoint.resource("pico-last.pt"), model)) {
            assertThat(checkpoint.keys()).containsExactly("model", "ema");
            assertThat(GoldenCheckpoint.read(checkpoint.tensors().values()))
                    .containsExactlyEntriesOf(
                            tensors(expected.getAsJsonObject("otherWeights").getAsJsonArray("tensors")));
        }
    }

    private static void assertModel(Stub model, JsonObject expected) throws IOException {
        assertThat(model.type().qualifiedName())
                .isEqualTo(expected.get("modelClass").getAsString());
        assertThat(json(model.attribute("names").orElseThrow())).isEqualTo(expected.get("names"));
        assertThat(json(model.attribute("nc").orElseThrow())).isEqualTo(expected.get("nc"));
        assertThat(json(model.attribute("save").orElseThrow())).isEqualTo(expected.get("save"));
        assertThat(json(model.attribute("yaml").orElseThrow())).isEqualTo(expected.get("yaml"));
        JsonArray stride = expected.getAsJsonObject("stride").getAsJsonArray("values");
        assertThat(json(model.attribute("stride").orElseThrow())).isEqualTo(stride);
        Set<Double> eps = new TreeSet<>();
        collectEps(model, eps, new HashSet<>());
        JsonArray found = new JsonArray();
        eps.forEach(found::add);
        assertThat(found).isEqualTo(expected.get("bnEps"));
    }

    private static void collectEps(Stub module, Set<Double> eps, Set<Long> seen) {
        boolean isNew = seen.add(module.offset());
        if (isNew && module.type().name().equals("BatchNorm2d")) {
            eps.add(((PickleValue.Real) module.attribute("eps").orElseThrow()).value());
        }
        for (Dict.Entry child : ((Dict) module.attribute("_modules").orElseThrow()).entries()) {
            if (isNew && child.value() instanceof Stub stub) {
                collectEps(stub, eps, seen);
            }
        }
    }

    private static void assertGlobals(Checkpoint checkpoint, JsonObject expected) {
        List<String> globals = new ArrayList<>();
        expected.getAsJsonObject("pickle")
                .getAsJsonArray("globals")
                .forEach(global -> globals.add(global.getAsJsonArray().get(0).getAsString()));
        assertThat(checkpoint.globals().keySet()).containsExactlyInAnyOrderElementsOf(globals);
    }

    private static List<String> topLevelKeys(JsonObject expected) {
        List<String> keys = new ArrayList<>();
        expected.getAsJsonArray("topLevelKeys")
                .forEach(key -> keys.add(key.getAsJsonArray().get(0).getAsString()));
        return keys;
    }

    private static Map<String, GoldenCheckpoint.ExpectedTensor> tensors(JsonArray tensors) {
        Map<String, GoldenCheckpoint.ExpectedTensor> expected = new LinkedHashMap<>();
        for (JsonElement element : tensors) {
            JsonObject tensor = element.getAsJsonObject();
            List<Long> shape = new ArrayList<>();
            tensor.getAsJsonArray("shape").forEach(size -> shape.add(size.getAsLong()));
            DType dtype = Objects.requireNonNull(DTYPES.get(tensor.get("dtype").getAsString()));
            expected.put(
                    tensor.get("key").getAsString(),
                    new GoldenCheckpoint.ExpectedTensor(
                            dtype, shape, tensor.get("sha256").getAsString()));
        }
        return expected;
    }

    /** Returns a value as the golden writes it: tensors and arrays by their elements, keys of dicts as texts. */
    private static JsonElement json(PickleValue value) throws IOException {
        if (value instanceof Dict dict) {
            JsonObject object = new JsonObject();
            for (Dict.Entry entry : dict.entries()) {
                object.add(json(entry.key()).getAsString(), json(entry.value()));
            }
            return object;
        }
        if (value instanceof Sequence sequence) {
            JsonArray array = new JsonArray();
            for (PickleValue item : sequence.items()) {
                array.add(json(item));
            }
            return array;
        }
        if (value instanceof Stub stub) {
            return numbers(stub.array().orElseThrow());
        }
        return value instanceof PickleValue.TensorData data ? numbers(data.tensor()) : scalar(value);
    }

    private static JsonElement scalar(PickleValue value) {
        if (value instanceof PickleValue.Text text) {
            return new JsonPrimitive(text.value());
        }
        if (value instanceof PickleValue.Int number) {
            return new JsonPrimitive(number.value());
        }
        if (value instanceof PickleValue.Real number) {
            return new JsonPrimitive(number.value());
        }
        return value instanceof PickleValue.Bool bool ? new JsonPrimitive(bool.value()) : JsonNull.INSTANCE;
    }

    private static JsonArray numbers(Tensor tensor) throws IOException {
        JsonArray array = new JsonArray();
        if (tensor.dtype() == DType.F64) {
            array.add(tensor.bytes().getDouble());
        } else {
            for (float number : tensor.floats()) {
                array.add((double) number);
            }
        }
        return array;
    }
}
