package org.inceptionnext.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each read by its type and by nothing looser; what was never read is an error.
 *
 * <p>Gson's own binding ignores unknown fields and leaves missing ones null, so a misspelt {@code sha256} would silently
 * be no hash at all.
 */
final class JsonFields {
    /** Up to here a double holds every whole number. */
    private static final double MAX_EXACT = 0x1p53;

    private final String path;
    private final JsonObject object;
    private final Set<String> unread;

    private JsonFields(String path, JsonObject object) {
        this.path = path;
        this.object = object;
        this.unread = new LinkedHashSet<>(object.keySet());
    }

    static JsonFields parse(Reader reader) throws MalformedCardException {
        JsonReader json = new JsonReader(reader);
        json.setStrictness(Strictness.STRICT);
        try {
            JsonElement root = JsonParser.parseReader(json);
            return new JsonFields("", asObject("the file", root));
        } catch (JsonParseException e) {
            throw new MalformedCardException("not JSON: " + e.getMessage());
        }
    }

    /** Returns the path of a field of this object, as messages spell it. */
    String pathOf(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /** Returns the names of all fields, in the order of the file. */
    List<String> names() {
        return List.copyOf(object.keySet());
    }

    String text(String field) throws MalformedCardException {
        return text(pathOf(field), require(field, "a string"));
    }

    Optional<String> optionalText(String field) throws MalformedCardException {
        JsonElement value = take(field);
        return value == null ? Optional.empty() : Optional.of(text(pathOf(field), value));
    }

    URI uri(String field) throws MalformedCardException {
        String text = text(field);
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new MalformedCardException(pathOf(field), PrintableText.quote(text), "a URI");
        }
    }

    <E extends Enum<E>> E constant(String field, Class<E> type) throws MalformedCardException {
        String text = text(field);
        List<String> allowed = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(text)) {
                return constant;
            }
            allowed.add(name);
        }
        throw new MalformedCardException(pathOf(field), PrintableText.quote(text), String.join(", ", allowed));
    }

    /** Reads a whole number above 0. */
    long count(String field) throws MalformedCardException {
        return count(field, require(field, "a whole number above 0"));
    }

    Optional<Long> optionalCount(String field) throws MalformedCardException {
        JsonElement value = take(field);
        return value == null ? Optional.empty() : Optional.of(count(field, value));
    }

    /** Reads a whole number that may be 0. */
    long size(String field) throws MalformedCardException {
        JsonElement value = require(field, "a whole number");
        double number = number(value);
        if (!(number >= 0) || number != Math.rint(number) || number > MAX_EXACT) {
            throw new MalformedCardException(pathOf(field), PrintableText.escape(value.toString()), "a whole number");
        }
        return (long) number;
    }

    /** Reads a finite number above 0. */
    double positive(String field) throws MalformedCardException {
        return positive(pathOf(field), require(field, "a number above 0"));
    }

    /** Reads a list of finite numbers, of this length, none below {@code least}. */
    List<Double> numbers(String field, int length, double least) throws MalformedCardException {
        String allowed = "a list of " + length + " numbers, none below " + least;
        JsonElement value = require(field, allowed);
        if (!(value instanceof JsonArray array) || array.size() != length) {
            throw new MalformedCardException(pathOf(field), PrintableText.escape(value.toString()), allowed);
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonElement element : array) {
            double number = number(element);
            if (!(number >= least)) {
                throw new MalformedCardException(pathOf(field), PrintableText.escape(value.toString()), allowed);
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** Reads a list of strings that holds at least one. */
    List<String> texts(String field) throws MalformedCardException {
        String allowed = "a list of at least one string";
        JsonElement value = require(field, allowed);
        if (!(value instanceof JsonArray array) || array.isEmpty()) {
            throw new MalformedCardException(pathOf(field), PrintableText.escape(value.toString()), allowed);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            texts.add(text(pathOf(field) + "[" + i + "]", array.get(i)));
        }
        return texts;
    }

    /** Returns whether a field holds an object. */
    boolean holdsObject(String field) {
        return object.get(field) instanceof JsonObject;
    }

    JsonFields object(String field) throws MalformedCardException {
        return object(field, require(field, "an object"));
    }

    Optional<JsonFields> optionalObject(String field) throws MalformedCardException {
        JsonElement value = take(field);
        return value == null ? Optional.empty() : Optional.of(object(field, value));
    }

    /** Reads a list of objects that holds at least one. */
    List<JsonFields> objects(String field) throws MalformedCardException {
        String allowed = "a list of at least one object";
        JsonElement value = require(field, allowed);
        if (!(value instanceof JsonArray array) || array.isEmpty()) {
            throw new MalformedCardException(pathOf(field), PrintableText.escape(value.toString()), allowed);
        }
        List<JsonFields> objects = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String element = pathOf(field) + "[" + i + "]";
            objects.add(new JsonFields(element, asObject(element, array.get(i))));
        }
        return objects;
    }

    /** Passes over fields that are not ours to judge. */
    void ignore(String... fields) {
        unread.removeAll(Arrays.asList(fields));
    }

    /** Checks that nothing is left over. */
    void finish() throws MalformedCardException {
        if (!unread.isEmpty()) {
            String first = unread.iterator().next();
            throw new MalformedCardException(pathOf(PrintableText.escape(first)) + ": no such field");
        }
    }

    private @Nullable JsonElement take(String field) {
        unread.remove(field);
        return object.get(field);
    }

    private JsonElement require(String field, String allowed) throws MalformedCardException {
        JsonElement value = take(field);
        if (value == null) {
            throw new MalformedCardException(pathOf(field), "nothing", allowed);
        }
        return value;
    }

    private JsonFields object(String field, JsonElement value) throws MalformedCardException {
        return new JsonFields(pathOf(field), asObject(pathOf(field), value));
    }

    private long count(String field, JsonElement value) throws MalformedCardException {
        double number = positive(pathOf(field), value);
        if (number != Math.rint(number) || number > MAX_EXACT) {
            throw new MalformedCardException(pathOf(field), value.toString(), "a whole number above 0");
        }
        return (long) number;
    }

    private static double positive(String path, JsonElement value) throws MalformedCardException {
        double number = number(value);
        if (!(number > 0)) {
            throw new MalformedCardException(path, PrintableText.escape(value.toString()), "a number above 0");
        }
        return number;
    }

    /** Returns the finite number that this element is, or NaN. */
    private static double number(JsonElement value) {
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
            return Double.NaN;
        }
        double number = value.getAsDouble();
        return Double.isFinite(number) ? number : Double.NaN;
    }

    private static String text(String path, JsonElement value) throws MalformedCardException {
        if (value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isString()
                && !value.getAsString().isBlank()) {
            return value.getAsString();
        }
        throw new MalformedCardException(path, PrintableText.escape(value.toString()), "a string that is not blank");
    }

    private static JsonObject asObject(String path, JsonElement value) throws MalformedCardException {
        if (value instanceof JsonObject result) {
            return result;
        }
        throw new MalformedCardException(path, PrintableText.escape(value.toString()), "an object");
    }
}
