package org.inceptionnext.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.LeftOut;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.checkpoint.Tensor;

/**
 * Reads the files that bench/interop/checkpoints/write.py wrote, and says of each: equal, refused by name, or different.
 *
 * <p>Equal means that every tensor of the manifest is given under its name with its type, shape and bits, that no other is,
 * and that as many are counted as left out as the manifest says.
 */
public final class CheckpointInterop {
    private int equal;
    private int refused;
    private final List<String> different = new ArrayList<>();

    private CheckpointInterop() {}

    /** @param folders each with a manifest.json */
    public static void main(String[] folders) throws IOException {
        CheckpointInterop interop = new CheckpointInterop();
        for (String folder : folders) {
            interop.compare(Path.of(folder));
        }
        System.out.printf(
                "%d files: %d equal, %d refused by name, %d different%n",
                interop.equal + interop.refused + interop.different.size(),
                interop.equal,
                interop.refused,
                interop.different.size());
        interop.different.forEach(System.out::println);
        System.exit(interop.different.isEmpty() ? 0 : 1);
    }

    private void compare(Path folder) throws IOException {
        for (JsonElement entry : JsonParser.parseString(Files.readString(folder.resolve("manifest.json")))
                .getAsJsonArray()) {
            JsonObject file = entry.getAsJsonObject();
            String problem = file.getAsJsonArray("refused").isEmpty() ? given(folder, file) : refusal(folder, file);
            if (!problem.isEmpty()) {
                different.add(file.get("file").getAsString() + " (" + file.get("what").getAsString() + "): " + problem);
            } else if (file.getAsJsonArray("refused").isEmpty()) {
                equal++;
            } else {
                refused++;
            }
        }
    }

    private static Checkpoint open(Path folder, JsonObject file) throws IOException {
        OpenOptions options = OpenOptions.DEFAULTS;
        if (file.get("object").getAsBoolean()) {
            options = options.withForeignObjects();
        }
        if (file.get("packed").getAsBoolean()) {
            options = options.withPackedTypes();
        }
        if (!file.get("key").isJsonNull()) {
            options = options.withKey(file.get("key").getAsString());
        }
        return Checkpoint.open(folder.resolve(file.get("file").getAsString()), options);
    }

    private static String refusal(Path folder, JsonObject file) throws IOException {
        try (Checkpoint checkpoint = open(folder, file)) {
            return "read, with " + checkpoint.tensors().keySet();
        } catch (MalformedCheckpointException e) {
            for (JsonElement word : file.getAsJsonArray("refused")) {
                if (!Pattern.compile(word.getAsString()).matcher(e.getMessage()).find()) {
                    return "refused without the word " + word + ": " + e.getMessage();
                }
            }
            return "";
        }
    }

    private static String given(Path folder, JsonObject file) throws IOException {
        try (Checkpoint checkpoint = open(folder, file)) {
            Map<String, JsonElement> expected = file.getAsJsonObject("named").asMap();
            Set<String> wrong = new LinkedHashSet<>();
            for (Map.Entry<String, JsonElement> each : expected.entrySet()) {
                Tensor tensor = checkpoint.tensors().get(each.getKey());
                if (tensor == null || !facts(tensor).equals(each.getValue())) {
                    wrong.add(each.getKey() + " is " + (tensor == null ? "missing" : facts(tensor).toString()));
                }
            }
            checkpoint.tensors().keySet().stream()
                    .filter(name -> !expected.containsKey(name))
                    .forEach(name -> wrong.add(name + " is not expected"));
            int counted =
                    checkpoint.leftOut().stream().mapToInt(LeftOut::count).sum();
            if (counted != file.get("unnamed").getAsInt()) {
                wrong.add(counted + " are counted as left out " + checkpoint.leftOut() + ", not " + file.get("unnamed"));
            }
            return String.join(", ", wrong);
        } catch (MalformedCheckpointException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static JsonObject facts(Tensor tensor) throws IOException {
        JsonObject facts = new JsonObject();
        facts.addProperty("dtype", tensor.dtype().name());
        String shape = tensor.shape().toString();
        facts.add("shape", JsonParser.parseString(shape));
        facts.addProperty("sha256", sha256(tensor));
        return facts;
    }

    private static String sha256(Tensor tensor) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(tensor.bytes());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
