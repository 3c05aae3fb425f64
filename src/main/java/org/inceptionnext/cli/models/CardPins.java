package org.inceptionnext.cli.models;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.models.PinCommand.Given;
import org.inceptionnext.registry.Location;
import org.inceptionnext.registry.Pin;

/** Writes pins into a card's {@code metadata.json}, beside what stands there. */
final class CardPins {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private CardPins() {}

    /**
     * Adds what the card does not state yet: sizes, SHA-256 values and the tensor digest.
     *
     * @param shaSource what stands before the address as the source of a SHA-256
     * @throws IOException if the file is no card, or not the one of these weights
     */
    static void write(Path file, List<Given> given, Pin tensors, String shaSource) throws IOException {
        JsonObject root;
        try {
            root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw notACard(file);
        }
        JsonObject weights = weights(file, root);
        for (Given each : given) {
            JsonObject source = source(
                    file, weights.getAsJsonArray("sources"), each.source().location());
            addIfMissing(source, "sizeBytes", GSON.toJsonTree(each.sizeBytes()));
            String url = each.source().location().url();
            addIfMissing(source, "sha256", pin(new Pin(each.sha256(), shaSource + url)));
        }
        addIfMissing(weights, "tensorDigest", pin(tensors));
        byte[] json = (GSON.toJson(root) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> {
            ByteBuffer data = ByteBuffer.wrap(json);
            while (data.hasRemaining()) {
                out.write(data);
            }
        });
    }

    private static JsonObject weights(Path file, JsonObject root) {
        try {
            return root.getAsJsonArray("artifacts")
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("card")
                    .getAsJsonObject("weights");
        } catch (NullPointerException | IndexOutOfBoundsException | ClassCastException | IllegalStateException e) {
            throw notACard(file);
        }
    }

    private static JsonObject source(Path file, JsonArray sources, Location location) {
        JsonObject wanted = json(location);
        for (JsonElement each : sources) {
            JsonObject source = each.getAsJsonObject();
            String key = wanted.keySet().iterator().next();
            if (wanted.get(key).equals(source.get(key))) {
                return source;
            }
        }
        throw new FailureException(
                ExitCode.USAGE,
                Printable.line(file.toString(), Printable.PATH_CHARS) + " does not list " + location.url(),
                "Give the card of the model that was named.");
    }

    private static JsonObject json(Location location) {
        JsonObject fields = new JsonObject();
        JsonObject source = new JsonObject();
        if (location instanceof Location.HuggingFace hub) {
            fields.addProperty("repository", hub.repository());
            fields.addProperty("revision", hub.revision());
            fields.addProperty("file", hub.file());
            source.add("huggingface", fields);
        } else if (location instanceof Location.GitHubRelease release) {
            fields.addProperty("repository", release.repository());
            fields.addProperty("tag", release.tag());
            fields.addProperty("asset", release.asset());
            source.add("github", fields);
        }
        return source;
    }

    private static JsonObject pin(Pin pin) {
        JsonObject json = new JsonObject();
        json.addProperty("hex", pin.hex());
        json.addProperty("source", pin.source());
        return json;
    }

    private static void addIfMissing(JsonObject object, String name, JsonElement value) {
        if (!object.has(name)) {
            object.add(name, value);
        }
    }

    private static FailureException notACard(Path file) {
        return new FailureException(
                ExitCode.USAGE,
                Printable.line(file.toString(), Printable.PATH_CHARS) + " is no model card",
                "A card is a metadata.json below metadata/.");
    }
}
