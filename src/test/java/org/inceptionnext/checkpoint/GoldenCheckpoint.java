package org.inceptionnext.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A weight file that torch or safetensors wrote, and what its {@code .expected.json} says of it. */
public record GoldenCheckpoint(Path file, JsonObject expected) {

    /** One tensor as the golden describes it. */
    record ExpectedTensor(DType dtype, List<Long> shape, String sha256) {
        static ExpectedTensor of(Tensor tensor) throws IOException {
            return new ExpectedTensor(tensor.dtype(), tensor.shape(), TensorDigest.sha256(tensor));
        }
    }

    private static final Path PACKED = unpack();

    static GoldenCheckpoint named(String name) throws IOException {
        Path expected = resource(name + ".expected.json");
        return new GoldenCheckpoint(
                resource(name),
                JsonParser.parseString(Files.readString(expected)).getAsJsonObject());
    }

    /** Returns a file that lies in the folder of goldens, or packed there with others. */
    public static Path resource(String name) {
        URL url = GoldenCheckpoint.class.getResource("/golden/checkpoint/" + name);
        if (url == null) {
            return PACKED.resolve(name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Path unpack() {
        try (InputStream packed = GoldenCheckpoint.class.getResourceAsStream("/golden/checkpoint/more.tar.xz");
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(Objects.requireNonNull(packed)))) {
            Path folder = Files.createTempDirectory("golden-checkpoint");
            folder.toFile().deleteOnExit();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.copy(tar, file);
                file.toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** Returns the names of classes and functions that torch found in the pickle. */
    List<String> globals() {
        List<String> globals = new ArrayList<>();
        expected.getAsJsonObject("pickle")
                .getAsJsonArray("globals")
                .forEach(global -> globals.add(global.getAsString()));
        return globals;
    }

    static Map<String, ExpectedTensor> read(Collection<Tensor> tensors) throws IOException {
        Map<String, ExpectedTensor> read = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            read.put(tensor.name(), ExpectedTensor.of(tensor));
        }
        return read;
    }

    private static List<Long> longs(JsonArray array) {
        List<Long> longs = new ArrayList<>();
        array.forEach(element -> longs.add(element.getAsLong()));
        return longs;
    }
}
