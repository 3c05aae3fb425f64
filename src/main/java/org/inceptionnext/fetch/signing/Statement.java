package org.inceptionnext.fetch.signing;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.inceptionnext.text.PrintableText;

/**
 * What is signed: an in-toto statement about a model's files.
 *
 * @param model the folder's name; information only
 * @param digests each file's SHA-256, by its name relative to the folder
 * @param leftOut the files that the signer left out, by name
 */
record Statement(String model, SortedMap<String, String> digests, List<String> leftOut) {
    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://model_signing/signature/v1.0";
    /** What versions before 1.0 wrote: a subject per file, and no root. */
    private static final String OLD_PREDICATE = "https://model_signing/Digests/v0.1";

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    static Statement of(String model, Map<String, String> digests, Collection<String> leftOut) {
        SortedMap<String, String> sorted = new TreeMap<>(FolderFiles.ORDER);
        sorted.putAll(digests);
        return new Statement(model, sorted, List.copyOf(leftOut));
    }

    /** Reads the payload of a signature that holds. */
    static Statement parse(byte[] payload, String source) throws ModelSignatureException {
        StrictJson root = StrictJson.parse(payload, source + ": payload");
        root.expect("_type", TYPE);
        JsonArray subjects = root.array("subject");
        if (root.text("predicateType").equals(OLD_PREDICATE)) {
            return old(root, subjects);
        }
        root.expect("predicateType", PREDICATE);
        if (subjects.size() != 1) {
            throw root.wrong("subject", subjects.size() + " subjects", "one");
        }
        StrictJson subject = root.element("subject", subjects.get(0));
        StrictJson predicate = root.object("predicate");
        StrictJson serialization = predicate.object("serialization");
        serialization.expect("method", "files");
        SortedMap<String, String> digests = new TreeMap<>(FolderFiles.ORDER);
        List<String> listed = new ArrayList<>();
        for (JsonElement element : predicate.array("resources")) {
            StrictJson resource = predicate.element("resources", element);
            resource.expect("algorithm", "sha256");
            String digest = digest(resource, "digest");
            listed.add(digest);
            put(digests, resource, digest);
        }
        String root256 = digest(subject.object("digest"), "sha256");
        String computed = root(listed);
        if (!computed.equals(root256)) {
            throw subject.wrong("digest", root256, computed + ", the digest of the list");
        }
        return new Statement(subject.text("name"), digests, texts(serialization));
    }

    private static Statement old(StrictJson root, JsonArray subjects) throws ModelSignatureException {
        SortedMap<String, String> digests = new TreeMap<>(FolderFiles.ORDER);
        for (JsonElement element : subjects) {
            StrictJson subject = root.element("subject", element);
            put(digests, subject, digest(subject.object("digest"), "sha256"));
        }
        return new Statement("", digests, List.of());
    }

    private static void put(Map<String, String> digests, StrictJson resource, String digest)
            throws ModelSignatureException {
        String name = resource.text("name");
        if (digests.put(name, digest) != null) {
            throw resource.wrong("name", PrintableText.quote(name) + " a second time", "each file once");
        }
    }

    private static String digest(StrictJson object, String field) throws ModelSignatureException {
        String digest = object.text(field);
        if (!SHA_256.matcher(digest).matches()) {
            throw object.wrong(field, PrintableText.quote(digest), "64 lower-case hexadecimal digits");
        }
        return digest;
    }

    private static List<String> texts(StrictJson serialization) throws ModelSignatureException {
        List<String> texts = new ArrayList<>();
        if (serialization.has("ignore_paths")) {
            for (JsonElement element : serialization.array("ignore_paths")) {
                if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
                    throw serialization.wrong("ignore_paths", PrintableText.escape(element.toString()), "names");
                }
                texts.add(element.getAsString());
            }
        }
        return texts;
    }

    /** Returns the payload. */
    byte[] toBytes() {
        JsonObject digest = new JsonObject();
        digest.addProperty("sha256", root(digests.values()));
        JsonObject subject = new JsonObject();
        subject.addProperty("name", model);
        subject.add("digest", digest);
        JsonArray subjects = new JsonArray();
        subjects.add(subject);
        JsonObject root = new JsonObject();
        root.addProperty("_type", TYPE);
        root.add("subject", subjects);
        root.addProperty("predicateType", PREDICATE);
        root.add("predicate", predicate());
        return GSON.toJson(root).getBytes(StandardCharsets.UTF_8);
    }

    private JsonObject predicate() {
        JsonObject serialization = new JsonObject();
        serialization.addProperty("method", "files");
        serialization.addProperty("hash_type", "sha256");
        serialization.addProperty("allow_symlinks", false);
        JsonArray ignored = new JsonArray();
        leftOut.forEach(ignored::add);
        serialization.add("ignore_paths", ignored);
        JsonArray resources = new JsonArray();
        digests.forEach((name, digest) -> {
            JsonObject resource = new JsonObject();
            resource.addProperty("name", name);
            resource.addProperty("algorithm", "sha256");
            resource.addProperty("digest", digest);
            resources.add(resource);
        });
        JsonObject predicate = new JsonObject();
        predicate.add("serialization", serialization);
        predicate.add("resources", resources);
        return predicate;
    }

    /** The SHA-256 of the raw digests one after the other, in the listed order. */
    private static String root(Collection<String> digests) {
        try {
            MessageDigest root = MessageDigest.getInstance("SHA-256");
            digests.forEach(digest -> root.update(HexFormat.of().parseHex(digest)));
            return HexFormat.of().formatHex(root.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
