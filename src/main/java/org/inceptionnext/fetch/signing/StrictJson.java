package org.inceptionnext.fetch.signing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.inceptionnext.fetch.signing.ModelSignatureException.Reason;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** One object of a signature's JSON; a field of another type than asked for is an error that says where. */
final class StrictJson {
    private final String path;
    private final JsonObject object;

    private StrictJson(String path, JsonObject object) {
        this.path = path;
        this.object = object;
    }

    static StrictJson parse(byte[] json, String source) throws ModelSignatureException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            if (JsonParser.parseReader(reader) instanceof JsonObject root) {
                return new StrictJson(source, root);
            }
        } catch (CharacterCodingException | JsonParseException | IllegalStateException e) {
            // Said below.
        }
        throw new ModelSignatureException(
                Reason.MALFORMED, source + ": not JSON, so it is no signature of OpenSSF Model Signing.");
    }

    boolean has(String field) {
        return object.has(field);
    }

    /** Refuses fields that are not among these. */
    void only(Set<String> fields) throws ModelSignatureException {
        for (String field : object.keySet()) {
            if (!fields.contains(field)) {
                throw wrong(
                        PrintableText.escape(field),
                        "a field",
                        "only " + fields.stream().sorted().toList());
            }
        }
    }

    void expect(String field, String value) throws ModelSignatureException {
        String found = text(field);
        if (!found.equals(value)) {
            throw wrong(field, PrintableText.quote(found), "'" + value + "'");
        }
    }

    String text(String field) throws ModelSignatureException {
        JsonElement value = object.get(field);
        if (value == null
                || !value.isJsonPrimitive()
                || !value.getAsJsonPrimitive().isString()) {
            throw wrong(field, shown(value), "a string");
        }
        return value.getAsString();
    }

    /** Reads base64 in its one canonical spelling: another spelling of the same bytes is a changed file too. */
    byte[] base64(String field) throws ModelSignatureException {
        String text = text(field);
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw wrong(field, PrintableText.quote(text), "base64");
    }

    StrictJson object(String field) throws ModelSignatureException {
        return element(field, object.get(field));
    }

    StrictJson element(String field, @Nullable JsonElement value) throws ModelSignatureException {
        if (value instanceof JsonObject child) {
            return new StrictJson(path + ": " + field, child);
        }
        throw wrong(field, shown(value), "an object");
    }

    JsonArray array(String field) throws ModelSignatureException {
        JsonElement value = object.get(field);
        if (value instanceof JsonArray array) {
            return array;
        }
        throw wrong(field, shown(value), "a list");
    }

    ModelSignatureException wrong(String field, String found, String allowed) {
        return new ModelSignatureException(
                Reason.MALFORMED, path + ": " + field + ": found " + found + ", allowed " + allowed + ".");
    }

    private static String shown(@Nullable JsonElement value) {
        return value == null ? "nothing" : PrintableText.escape(value.toString());
    }
}
