package org.inceptionnext.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A weight file that torch or safetensors wrote, and what its {@code .expected.json} says of it. */
record GoldenCheckpoint(Path file, JsonObject expected) {

    /** One tensor as the golden describes it. */
    record ExpectedTensor(DType dtype, List<Long> shape, String sha256) {
        static ExpectedTensor of(Tensor tensor) throws IOException {
            return new ExpectedTensor(tensor.dtype(), tensor.shape(), TensorDigest.sha256(tensor));
        }
    }

    static GoldenCheckpoint named(String name) throws IOException {
        Path expected = resource(name + ".expected.json");
        return new GoldenCheckpoint(
                resource(name),
                JsonParser.parseString(Files.readString(expected)).getAsJsonObject());
    }

    static Path resource(String name) {
        URL url = GoldenCheckpoint.class.getResource("/golden/checkpoint/" + name);
        if (url == null) {
            throw new IllegalArgumentException("no golden " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    String digest(String path) {
        return group(path).get("digestTD1").getAsString();
    }

    /** Returns the tensors of a group in the order of the golden, under their names in the file. */
    Map<String, ExpectedTensor> tensors(String path) {
        Map<String, ExpectedTensor> tensors = new LinkedHashMap<>();
        for (JsonElement element : group(path).getAsJsonArray("tensors")) {
            JsonObject tensor = element.getAsJsonObject();
            tensors.put(
                    tensor.get("name").getAsString(),
                    new ExpectedTensor(
                            DType.valueOf(tensor.get("dtype").getAsString()),
                            longs(tensor.getAsJsonArray("shape")),
                            tensor.get("sha256").getAsString()));
        }
        return tensors;
    }

    JsonObject group(String path) {
        for (JsonElement group : expected.getAsJsonArray("groups")) {
            if (group.getAsJsonObject().get("path").getAsString().equals(path)) {
                return group.getAsJsonObject();
            }
        }
        throw new IllegalArgumentException("no group " + path);
    }

    static Map<String, ExpectedTensor> read(Map<String, Tensor> tensors) throws IOException {
        Map<String, ExpectedTensor> read = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            read.put(entry.getKey(), ExpectedTensor.of(entry.getValue()));
        }
        return read;
    }

    private static List<Long> longs(JsonArray array) {
        List<Long> longs = new ArrayList<>();
        array.forEach(element -> longs.add(element.getAsLong()));
        return longs;
    }
}
