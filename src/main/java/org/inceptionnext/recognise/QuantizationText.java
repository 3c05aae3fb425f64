package org.inceptionnext.recognise;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Quantization;

/**
 * Which layers are computed in 8 bits and in what ranges, as a text beside weights: in the header of a safetensors file under
 * {@value #KEY}, or in a file of its own.
 */
public final class QuantizationText {
    /** The key in the header. */
    public static final String KEY = "inceptionnext.quantization";

    private static final String SHIPPED = "org/inceptionnext/zoo/quantization/";
    private static final String RANGES = "ranges";
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
            com.google.gson.JsonArray ends = new com.google.gson.JsonArray();
            ends.add((float) range.min());
            ends.add((float) range.max());
            ranges.add(scope, ends);
        });
        text.add(RANGES, ranges);
        return new GsonBuilder().disableHtmlEscaping().create().toJson(text);
    }

    /**
     * Returns what the header of a file says; empty if it says nothing.
     *
     * @throws RecognitionException if it is not as {@link #of} writes it
     */
    public static Optional<Quantization> in(Recognition recognition) throws RecognitionException {
        String text = recognition.checkpoint().metadata().get(KEY);
        return text == null ? Optional.empty() : Optional.of(parse(recognition.source(), text));
    }

    /**
     * Returns the ranges that come with the library for a model's own weights; empty if there are none.
     *
     * @param model its registered name
     */
    public static Optional<Quantization> shipped(String model) throws IOException {
        String resource = SHIPPED + model + ".json";
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
        return new Quantization(ranges, word(file, object, METHOD), word(file, object, PICTURES));
    }

    private static String word(Path file, JsonObject object, String field) throws RecognitionException {
        JsonElement value = object.get(field);
        if (value == null) {
            throw SidecarJson.wrong(file, KEY + "." + field, null, "a text");
        }
        return SidecarJson.text(file, KEY + "." + field, value);
    }
}
