package org.inceptionnext.recognise;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphVariant;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.inceptionnext.network.TorchActivation;
import org.inceptionnext.network.yolov5.DetectorDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What travels with weights in the free texts of a safetensors header or of an ONNX file, so that nothing has to be said a
 * second time: the network or its rows, the classes' names, the preprocessing, and what the file's own modules said.
 *
 * <p>Beside our keys, which begin with {@code inceptionnext.}, stand those that Ultralytics' loaders read from an ONNX file:
 * {@code names}, {@code stride}, {@code imgsz}, {@code task}, {@code batch}.
 *
 * @param network the registered network's name, if the file says one
 * @param rows a detector's rows, as {@link DetectorDefinition#of} takes them; null if the file has none
 * @param names of the classes, by number
 * @param pictures the preprocessing, as far as the file says it
 * @param settings what differs from network or rows: eps by scope, activation by scope
 */
record WeightMetadata(
        Optional<String> network,
        @Nullable Map<String, @Nullable Object> rows,
        Map<Long, String> names,
        PictureSettings pictures,
        Settings settings) {
    static final WeightMetadata NONE = new WeightMetadata(
            Optional.empty(), null, Map.of(), PictureSettings.NONE, new Settings(Map.of(), Map.of()));

    static final String PREFIX = "inceptionnext.";
    static final String NETWORK = PREFIX + "network";
    static final String ROWS = PREFIX + "rows";
    static final String CLASSES = PREFIX + "classes";
    static final String PICTURES = PREFIX + "preprocessing";
    static final String SETTINGS = PREFIX + "settings";

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private static final int MAX_DEPTH = 16;

    /**
     * What a state dict has no place for.
     *
     * @param eps of normalisations, by scope
     * @param activations as torch prints them, by scope
     */
    record Settings(Map<String, Double> eps, Map<String, String> activations) {

        /** Returns what a graph has otherwise than another of the same structure. */
        static Settings difference(Graph graph, Graph declared) {
            Map<String, Operation> before = new HashMap<>();
            declared.nodes().forEach(node -> before.put(node.scope(), node.operation()));
            Map<String, Double> eps = new LinkedHashMap<>();
            Map<String, String> activations = new LinkedHashMap<>();
            for (Node node : graph.nodes()) {
                Operation operation = node.operation();
                Operation was = before.get(node.scope());
                if (operation instanceof BatchNorm norm
                        && was instanceof BatchNorm other
                        && norm.eps() != other.eps()) {
                    eps.put(node.scope(), norm.eps());
                } else if (operation instanceof LayerNorm norm
                        && was instanceof LayerNorm other
                        && norm.eps() != other.eps()) {
                    eps.put(node.scope(), norm.eps());
                } else if (isActivation(operation) && !operation.equals(was)) {
                    activations.put(node.scope(), TorchActivation.shown(Optional.of(operation)));
                }
            }
            graph.nodes().forEach(node -> before.remove(node.scope()));
            before.forEach((scope, operation) -> {
                if (isActivation(operation)) {
                    activations.put(scope, TorchActivation.IDENTITY);
                }
            });
            return new Settings(eps, activations);
        }

        private static boolean isActivation(Operation operation) {
            return operation instanceof Activation || operation instanceof LeakyRelu;
        }

        boolean isEmpty() {
            return eps.isEmpty() && activations.isEmpty();
        }

        /**
         * Returns a graph with these settings.
         *
         * @throws IllegalArgumentException if an activation is not in the list
         */
        Graph applied(Graph graph) {
            return isEmpty() ? graph : GraphVariant.withOperations(graph, this::operation);
        }

        private Optional<Operation> operation(Node node) {
            Operation operation = node.operation();
            Double ownEps = eps.get(node.scope());
            String activation = activations.get(node.scope());
            if (operation instanceof BatchNorm norm && ownEps != null) {
                return Optional.of(new BatchNorm(norm.scale(), norm.shift(), norm.statistics(), ownEps));
            }
            if (operation instanceof LayerNorm norm && ownEps != null) {
                return Optional.of(new LayerNorm(norm.scale(), norm.shift(), ownEps));
            }
            return isActivation(operation) && activation != null
                    ? TorchActivation.parse(activation)
                    : Optional.of(operation);
        }
    }

    /** Returns what there is to say of a model. */
    static WeightMetadata of(RecognisedModel model, List<String> classNames, PictureSettings pictures) {
        Map<Long, String> names = new LinkedHashMap<>();
        classNames.forEach(name -> names.put((long) names.size(), name));
        Map<String, @Nullable Object> rows = model.definition() instanceof DetectorDefinition definition
                ? definition.content(model.options())
                : null;
        return new WeightMetadata(
                model.registeredName(),
                rows,
                names,
                pictures,
                Settings.difference(model.weights().graph(), model.declared()));
    }

    /**
     * Reads what we wrote.
     *
     * @param file for messages
     * @param metadata the free texts
     * @throws RecognitionException if one of our keys holds something else
     */
    static WeightMetadata read(Path file, Map<String, String> metadata) throws RecognitionException {
        if (metadata.keySet().stream().noneMatch(key -> key.startsWith(PREFIX))) {
            return NONE;
        }
        Map<Long, String> names = new LinkedHashMap<>();
        if (metadata.containsKey(CLASSES)) {
            JsonObject byIndex = SidecarJson.object(file, metadata.getOrDefault(CLASSES, ""));
            for (Map.Entry<String, JsonElement> entry : byIndex.entrySet()) {
                if (!entry.getKey().matches("[0-9]{1,9}")) {
                    throw SidecarJson.wrong(file, CLASSES, new JsonPrimitive(entry.getKey()), "names by class number");
                }
                names.put(Long.valueOf(entry.getKey()), SidecarJson.text(file, CLASSES, entry.getValue()));
            }
        }
        Map<String, @Nullable Object> rows = null;
        if (metadata.containsKey(ROWS)) {
            rows = map(SidecarJson.object(file, metadata.getOrDefault(ROWS, "")), 0);
        }
        PictureSettings pictures = metadata.containsKey(PICTURES)
                ? FolderConfig.of(file, SidecarJson.object(file, metadata.getOrDefault(PICTURES, "")))
                        .pictures()
                : PictureSettings.NONE;
        return new WeightMetadata(
                Optional.ofNullable(metadata.get(NETWORK)), rows, names, pictures, settings(file, metadata));
    }

    private static Settings settings(Path file, Map<String, String> metadata) throws RecognitionException {
        Map<String, Double> eps = new LinkedHashMap<>();
        Map<String, String> activations = new LinkedHashMap<>();
        if (metadata.containsKey(SETTINGS)) {
            JsonObject byScope = SidecarJson.object(file, metadata.getOrDefault(SETTINGS, ""));
            for (Map.Entry<String, JsonElement> entry : byScope.entrySet()) {
                if (entry.getValue() instanceof JsonPrimitive value && value.isString()) {
                    activations.put(entry.getKey(), value.getAsString());
                } else {
                    double number = SidecarJson.number(file, SETTINGS, entry.getValue());
                    if (number <= 0 || number >= 1) {
                        throw SidecarJson.wrong(file, SETTINGS, entry.getValue(), "an eps above 0 and below 1");
                    }
                    eps.put(entry.getKey(), number);
                }
            }
        }
        return new Settings(eps, activations);
    }

    private static Map<String, @Nullable Object> map(JsonObject object, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.entrySet().forEach(entry -> map.put(entry.getKey(), value(entry.getValue(), depth + 1)));
        return map;
    }

    private static @Nullable Object value(JsonElement element, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("rows that are nested more than " + MAX_DEPTH + " deep");
        }
        if (element instanceof JsonObject object) {
            return map(object, depth);
        }
        if (element instanceof JsonArray array) {
            List<@Nullable Object> list = new ArrayList<>();
            array.forEach(item -> list.add(value(item, depth + 1)));
            return list;
        }
        if (!(element instanceof JsonPrimitive primitive)) {
            return null;
        }
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return primitive.isString() ? primitive.getAsString() : number(primitive.getAsString());
    }

    private static Object number(String text) {
        if (text.matches("-?[0-9]{1,9}")) {
            return Integer.valueOf(text);
        }
        return Double.valueOf(text);
    }

    /** Returns the texts to write. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        network.ifPresent(name -> texts.put(NETWORK, name));
        if (rows != null) {
            texts.put(ROWS, GSON.toJson(rows));
        }
        if (!names.isEmpty()) {
            texts.put(CLASSES, GSON.toJson(names));
        }
        if (!pictures.isEmpty()) {
            texts.put(PICTURES, GSON.toJson(pictures(pictures)));
        }
        if (!settings.isEmpty()) {
            Map<String, Object> both = new LinkedHashMap<>(settings.eps());
            both.putAll(settings.activations());
            texts.put(SETTINGS, GSON.toJson(both));
        }
        return Collections.unmodifiableMap(texts);
    }

    /** In timm's words, as a {@code config.json} has them. */
    static Map<String, Object> pictures(PictureSettings pictures) {
        Map<String, Object> words = new LinkedHashMap<>();
        if (pictures.height().isPresent() && pictures.width().isPresent()) {
            words.put(
                    "input_size",
                    List.of(3, pictures.height().get(), pictures.width().get()));
        }
        pictures.cropPct().ifPresent(share -> words.put("crop_pct", share));
        pictures.cropMode().ifPresent(mode -> words.put("crop_mode", mode.name().toLowerCase(Locale.ROOT)));
        pictures.interpolation()
                .ifPresent(filter -> words.put("interpolation", filter.name().toLowerCase(Locale.ROOT)));
        pictures.mean().ifPresent(mean -> words.put("mean", mean));
        pictures.std().ifPresent(std -> words.put("std", std));
        return words;
    }
}
