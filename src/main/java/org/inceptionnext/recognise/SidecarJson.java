package org.inceptionnext.recognise;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.recognise.Refusal.Reason;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** JSON files beside weights, and texts inside them, read with bounds; what is wrong is named with its place. */
final class SidecarJson {
    private static final long MAX_BYTES = 16L << 20;

    private SidecarJson() {}

    /**
     * Reads an object.
     *
     * @throws RecognitionException if the file is too large, not UTF-8, or no JSON object
     */
    static JsonObject read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw refused(file, size + " bytes; at most " + MAX_BYTES + " are read");
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw refused(file, "not UTF-8");
        }
        return object(file, withoutMark(text));
    }

    static JsonObject object(Path file, String text) throws RecognitionException {
        try {
            if (JsonParser.parseString(text) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException e) {
            throw refused(file, "not JSON (" + PrintableText.escape(String.valueOf(e.getMessage())) + ")");
        } catch (StackOverflowError e) {
            throw refused(file, "JSON that is nested too deeply");
        }
        throw refused(file, "no JSON object");
    }

    /** Takes away the byte order mark that some editors put before a text. */
    static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static RecognitionException refused(Path file, String found) {
        return new RecognitionException(
                file, Refusal.of(Reason.FOLDER, found, "Download it again, or take it away to go without it"));
    }

    static RecognitionException wrong(Path file, String field, @Nullable JsonElement found, String allowed) {
        return new RecognitionException(
                file,
                Refusal.of(
                        Reason.FOLDER,
                        PrintableText.escape(field) + " is "
                                + (found == null ? "missing" : PrintableText.escape(found.toString())) + "; allowed is "
                                + allowed,
                        "Correct it, or take the file away to go without it"));
    }

    static String text(Path file, String field, JsonElement value) throws RecognitionException {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw wrong(file, field, value, "a text");
    }

    static double number(Path file, String field, JsonElement value) throws RecognitionException {
        if (value instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && Double.isFinite(primitive.getAsDouble())) {
            return primitive.getAsDouble();
        }
        throw wrong(file, field, value, "a number");
    }

    static List<Double> numbers(Path file, String field, JsonElement value, int count) throws RecognitionException {
        if (value.isJsonArray() && value.getAsJsonArray().size() == count) {
            List<Double> numbers = new ArrayList<>();
            for (JsonElement item : value.getAsJsonArray()) {
                numbers.add(number(file, field, item));
            }
            return numbers;
        }
        throw wrong(file, field, value, "a list of " + count + " numbers");
    }
}
