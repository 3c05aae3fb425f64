package org.inceptionnext.train.run;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.checkpoint.Tensors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files of a run. Each is replaced as a whole, so that there is no moment at which a killed run leaves half of one.
 *
 * <ul>
 *   <li>{@code model.safetensors}, {@code config.json}, {@code labels.txt}: the best network, as timm reads it
 *   <li>{@code results.csv}: a row for each epoch
 *   <li>{@code curves.png}: those rows as a picture
 *   <li>{@code run.yaml}: all settings, and what computed the run
 *   <li>{@code checkpoint.safetensors}: everything that is needed to go on
 * </ul>
 */
final class RunFolder {
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String SETTINGS = "run.yaml";

    private final Path folder;
    private boolean isNew;

    RunFolder(Path folder) {
        this.folder = folder;
    }

    /** Returns the file with everything that is needed to go on. */
    Path checkpoint() {
        return folder.resolve(CHECKPOINT);
    }

    boolean hasCheckpoint() {
        return Files.isRegularFile(checkpoint());
    }

    /** Makes the folder; one that holds a run already is not begun anew. */
    void begin() throws IOException {
        if (Files.exists(folder.resolve(SETTINGS))) {
            throw new IOException(
                    folder + ": there is a run already. Go on with it (--resume), or choose another folder.");
        }
        isNew = !Files.exists(folder);
        Files.createDirectories(folder);
    }

    void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    void write(String name, byte[] content) throws IOException {
        try {
            AtomicFile.write(folder.resolve(name), out -> {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            });
        } catch (IOException e) {
            removeIfEmpty();
            throw e;
        }
    }

    /** A run whose first file found no room on the disk was none. */
    private void removeIfEmpty() throws IOException {
        if (!isNew) {
            return;
        }
        boolean isEmpty;
        try (Stream<Path> files = Files.list(folder)) {
            isEmpty = files.findAny().isEmpty();
        }
        if (isEmpty) {
            Files.delete(folder);
        }
    }

    void writeJson(String name, Object value) throws IOException {
        write(
                name,
                new GsonBuilder()
                                .setPrettyPrinting()
                                .disableHtmlEscaping()
                                .create()
                                .toJson(value) + "\n");
    }

    void writeModel(Collection<Tensor> tensors) throws IOException {
        writeModel("model.safetensors", tensors, Map.of());
    }

    /** @param texts what travels with the weights */
    void writeModel(String name, Collection<Tensor> tensors, Map<String, String> texts) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(Map.of("format", "pt"));
        all.putAll(texts);
        AtomicFile.removeLeftovers(folder.resolve(name));
        SafetensorsWriter.write(folder.resolve(name), tensors, all);
    }

    /** As a state dict that PyTorch reads without running code. */
    void writeStateDict(String name, Collection<Tensor> tensors) throws IOException {
        AtomicFile.removeLeftovers(folder.resolve(name));
        PthWriter.write(folder.resolve(name), tensors);
    }

    void writeResults(String header, List<String> rows) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        rows.forEach(row -> text.append(row).append('\n'));
        write("results.csv", text.toString());
    }

    /** Settings as flat YAML, every value a quoted text. */
    void writeSettings(Map<String, String> settings) throws IOException {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key)
                .append(": \"")
                .append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .append("\"\n"));
        write(SETTINGS, text.toString());
    }

    Map<String, String> readSettings() throws IOException {
        Path file = folder.resolve(SETTINGS);
        if (!Files.isRegularFile(file)) {
            throw new IOException(folder + ": no run to go on with: run.yaml is missing. Begin one without --resume.");
        }
        Object root = new Load(LoadSettings.builder().setLabel(file.toString()).build())
                .loadFromString(Files.readString(file));
        Map<String, String> settings = new LinkedHashMap<>();
        if (root instanceof Map<?, ?> map) {
            map.forEach((key, value) -> settings.put(String.valueOf(key), String.valueOf(value)));
        }
        return settings;
    }

    /** What a checkpoint holds: tensors by kind, such as {@code model} and {@code optimizer}, and texts. */
    record Contents(Map<String, Map<String, Tensor>> kinds, Map<String, String> texts) {}

    void writeCheckpoint(Contents contents) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        contents.kinds()
                .forEach((kind, named) ->
                        named.forEach((name, tensor) -> tensors.add(Tensors.renamed(tensor, kind + "/" + name))));
        AtomicFile.removeLeftovers(checkpoint());
        SafetensorsWriter.write(checkpoint(), tensors, contents.texts());
    }

    /** What reads a checkpoint while its file is open. */
    @FunctionalInterface
    interface Reader {
        void read(Contents contents) throws IOException;
    }

    void readCheckpoint(Reader reader) throws IOException {
        try (Checkpoint file = Checkpoint.open(checkpoint())) {
            Map<String, Map<String, Tensor>> kinds = new LinkedHashMap<>();
            String prefix = file.strippedPrefix().orElse("");
            file.tensors().forEach((name, tensor) -> {
                String whole = prefix + name;
                int slash = whole.indexOf('/');
                String kind = whole.substring(0, Math.max(0, slash));
                String own = whole.substring(slash + 1);
                kinds.computeIfAbsent(kind, k -> new LinkedHashMap<>()).put(own, Tensors.renamed(tensor, own));
            });
            reader.read(new Contents(kinds, file.metadata()));
        }
    }

    /** Returns the digest of a file's tensors; empty where there is none yet. */
    Optional<String> digest(String name) throws IOException {
        Path model = folder.resolve(name);
        if (!Files.isRegularFile(model)) {
            return Optional.empty();
        }
        try (Checkpoint file = Checkpoint.open(model)) {
            return Optional.of(TensorDigest.of(file.tensors().values()));
        }
    }
}
