package org.inceptionnext.recognise;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.registry.ModelCard;
import org.jspecify.annotations.Nullable;

/**
 * Which layers are computed in 8 bits and in what ranges, as a text beside weights: in the header of a safetensors file under
 * {@value #KEY}, or in a file of its own.
 */
public final class QuantizationText {
    /** The key in the header. */
    public static final String KEY = "inceptionnext.quantization";

    private static final String SHIPPED = "org/inceptionnext/zoo/quantization/";
    private static final String RANGES = "ranges";
    private static final String KEPT = "kept";
    private static final String METHOD = "method";
    private static final String PICTURES = "pictures";

    private QuantizationText() {}

    /** Returns what is written. */
    public static String of(Quantization quantization) {
        JsonObject text = new JsonObject();
        text.addProperty(METHOD, quantization.method());
        text.addProperty(PICTURES, quantization.pictures());
        JsonObject ranges = new JsonObject();
        quantization.ranges().forEach((scope, range) -> {
            JsonArray ends = new JsonArray();
            ends.add((float) range.min());
            ends.add((float) range.max());
            ranges.add(scope, ends);
        });
        text.add(RANGES, ranges);
        if (!quantization.kept().isEmpty()) {
            JsonArray kept = new JsonArray();
            quantization.kept().forEach(kept::add);
            text.add(KEPT, kept);
        }
        return new GsonBuilder().disableHtmlEscaping().create().toJson(text);
    }

    /**
     * Returns what the header of a file says; empty if it says nothing.
     *
     * @throws RecognitionException if it is not as {@link #of} writes it, or is of another network
     */
    public static Optional<Quantization> in(Recognition recognition) throws RecognitionException {
        String text = recognition.checkpoint().metadata().get(KEY);
        if (text == null) {
            return Optional.empty();
        }
        Quantization stated = parse(recognition.source(), text);
        if (recognition.model().isPresent()) {
            requireLayers(recognition.source(), stated, recognition.model().get());
        }
        return Optional.of(stated);
    }

    /** A range that no layer takes would be left out in silence, and the network be less in 8 bits than its file says. */
    private static void requireLayers(Path file, Quantization stated, RecognisedModel model)
            throws RecognitionException {
        Set<String> scopes =
                model.weights().graph().nodes().stream().map(Node::scope).collect(Collectors.toSet());
        for (String scope : stated.ranges().keySet()) {
            if (!scopes.contains(scope)) {
                throw SidecarJson.wrong(
                        file,
                        KEY + "." + RANGES,
                        new JsonPrimitive(scope),
                        "the scopes of " + model.name() + "'s layers, as inx quantize writes them");
            }
        }
    }

    /**
     * Returns the ranges that come with the library, for the weights that do; empty for others, whatever their model is called.
     */
    public static Optional<Quantization> shipped(ModelCard card) throws IOException {
        if (!card.isEmbedded()) {
            return Optional.empty();
        }
        String resource = SHIPPED + card.name() + ".json";
        try (InputStream in = QuantizationText.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(parse(Path.of(resource), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    /**
     * Reads a text.
     *
     * @param file for messages
     * @throws RecognitionException if it is not as {@link #of} writes it
     */
    public static Quantization parse(Path file, String text) throws RecognitionException {
        JsonObject object = SidecarJson.object(file, text);
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        if (!(object.get(RANGES) instanceof JsonObject byScope)) {
            throw SidecarJson.wrong(file, KEY + "." + RANGES, object.get(RANGES), "ranges by layer");
        }
        for (Map.Entry<String, JsonElement> entry : byScope.entrySet()) {
            String field = KEY + "." + RANGES + "." + entry.getKey();
            List<Double> ends = SidecarJson.numbers(file, field, entry.getValue(), 2);
            try {
                ranges.put(entry.getKey(), new ActivationRange(ends.get(0), ends.get(1)));
            } catch (IllegalArgumentException e) {
                throw SidecarJson.wrong(file, field, entry.getValue(), "a least and a greatest number around 0");
            }
        }
        return new Quantization(
                ranges, kept(file, object.get(KEPT)), word(file, object, METHOD), word(file, object, PICTURES));
    }

    private static List<String> kept(Path file, @Nullable JsonElement scopes) throws RecognitionException {
        List<String> kept = new ArrayList<>();
        if (scopes instanceof JsonArray list) {
            for (JsonElement scope : list) {
                kept.add(SidecarJson.text(file, KEY + "." + KEPT, scope));
            }
        } else if (scopes != null) {
            throw SidecarJson.wrong(file, KEY + "." + KEPT, scopes, "a list of layers");
        }
        return kept;
    }

    private static String word(Path file, JsonObject object, String field) throws RecognitionException {
        JsonElement value = object.get(field);
        if (value == null) {
            throw SidecarJson.wrong(file, KEY + "." + field, null, "a text");
        }
        return SidecarJson.text(file, KEY + "." + field, value);
    }
}
