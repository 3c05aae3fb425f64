package org.inceptionnext.publish;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.registry.CardWriter;
import org.inceptionnext.registry.CardWriter.Labelling;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.Release;

/**
 * A model's folder as Hugging Face and timm have it: {@code model.safetensors}, {@code config.json} (of classifiers, for
 * timm), {@code labels.txt}, {@code README.md}, and beside them our {@code card.json}.
 */
public final class ModelFiles {
    static final String WEIGHTS = "model.safetensors";
    static final String LABELS = "labels.txt";
    static final String MODEL_CARD = "README.md";
    static final String CONFIG = "config.json";
    static final String METRICS = "metrics.json";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ModelFiles() {}

    /**
     * Writes weights under the network's own names, as PyTorch's loaders expect them.
     *
     * @param texts what the file says of itself
     */
    static Path writeWeights(Path folder, Collection<? extends Tensor> tensors, Map<String, String> texts)
            throws IOException {
        Path file = folder.resolve(WEIGHTS);
        Map<String, String> header = new LinkedHashMap<>(Map.of("format", "pt"));
        header.putAll(texts);
        SafetensorsWriter.write(file, tensors, header);
        return file;
    }

    /** Writes what describes a model to people and to other tools. */
    static void writeDescriptions(Path folder, ModelCard card, Map<String, String> metrics) throws IOException {
        write(folder.resolve(LABELS), String.join("\n", card.labels().classNames()) + "\n");
        write(folder.resolve(MODEL_CARD), ModelCardText.of(card, metrics));
        if (!card.isDetector()) {
            List<String> names = card.labels().classNames();
            writeTimmConfig(
                    folder,
                    new TimmConfig(
                            card.network(),
                            names.size(),
                            names,
                            card.defaultPreset().preprocessing(),
                            Optional.of(card.about().weightsLicense().name())));
        }
        if (!metrics.isEmpty()) {
            write(folder.resolve(METRICS), GSON.toJson(metrics) + "\n");
        }
    }

    /** Writes the card itself, whole by itself. */
    static void writeCard(Path folder, Release release) throws IOException {
        byte[] card = new CardWriter(Labelling.IN_FULL).write(List.of(release));
        write(folder.resolve(Release.CARD_FILE), new String(card, StandardCharsets.UTF_8));
    }

    static void write(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> {
            ByteBuffer data = ByteBuffer.wrap(bytes);
            while (data.hasRemaining()) {
                out.write(data);
            }
        });
    }

    /**
     * What timm's {@code config.json} says, by which {@code timm.create_model("local-dir:...")} makes the network.
     *
     * @param classNames may be empty
     */
    record TimmConfig(
            String network, int numClasses, List<String> classNames, Preprocessing input, Optional<String> license) {
        private JsonObject json() {
            JsonArray size = new JsonArray();
            List.of(3, input.height(), input.width()).forEach(size::add);
            JsonObject pretrained = new JsonObject();
            pretrained.add("input_size", size);
            pretrained.addProperty("interpolation", input.interpolation().name().toLowerCase(Locale.ROOT));
            pretrained.addProperty("crop_pct", input.cropPct());
            pretrained.addProperty("crop_mode", input.cropMode().name().toLowerCase(Locale.ROOT));
            pretrained.add("mean", numbers(input.mean()));
            pretrained.add("std", numbers(input.std()));
            pretrained.addProperty("num_classes", numClasses);
            pretrained.addProperty("first_conv", "stem.0");
            pretrained.addProperty("classifier", "head.fc2");
            pretrained.addProperty("custom_load", false);
            license.ifPresent(name -> pretrained.addProperty("license", name));
            JsonObject config = new JsonObject();
            config.addProperty("architecture", timmName(network));
            config.addProperty("num_classes", numClasses);
            config.addProperty("global_pool", "avg");
            if (!classNames.isEmpty()) {
                JsonArray names = new JsonArray();
                classNames.forEach(names::add);
                config.add("label_names", names);
            }
            config.add("pretrained_cfg", pretrained);
            return config;
        }
    }

    static void writeTimmConfig(Path folder, TimmConfig config) throws IOException {
        write(folder.resolve(CONFIG), GSON.toJson(config.json()) + "\n");
    }

    private static JsonArray numbers(List<Double> numbers) {
        JsonArray json = new JsonArray();
        numbers.forEach(json::add);
        return json;
    }

    /** Returns timm's name of a network; ours if timm has none. */
    static String timmName(String network) {
        return Registry.builtin().cards().stream()
                .filter(card -> card.network().equals(network))
                .flatMap(card -> card.alias().stream())
                .map(alias -> alias.substring(0, alias.contains(".") ? alias.indexOf('.') : alias.length()))
                .findFirst()
                .orElse(network);
    }

    /** Forces a folder's entries to the disk, where folders can be opened. */
    static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folder, and needs this not.
            return;
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
