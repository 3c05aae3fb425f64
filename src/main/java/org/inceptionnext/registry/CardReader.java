package org.inceptionnext.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.text.PrintableText;

/**
 * Reads a card: DJL's {@code metadata.json}, and in its artifact the object {@code card}, which is ours and which DJL
 * passes over.
 */
final class CardReader {
    private static final String GROUP_ID = "org.inceptionnext";
    private static final int MAX_SIDE = 8192;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** Gives the class names of a label set. */
    interface LabelSets {
        Labels labels(String name) throws MalformedCardException;
    }

    private final LabelSets labelSets;

    CardReader(LabelSets labelSets) {
        this.labelSets = labelSets;
    }

    ModelCard read(JsonFields root) throws MalformedCardException {
        expect(root, "resourceType", "model");
        expect(root, "groupId", GROUP_ID);
        String name = root.text("artifactId");
        if (!NAME.matcher(name).matches()) {
            throw new MalformedCardException("artifactId", PrintableText.quote(name), "a-z, 0-9 and _");
        }
        String application = root.text("application");
        String title = root.text("name");
        String summary = root.text("description");
        var website = root.uri("website");
        root.ignore("metadataVersion", "licenses", "lastUpdated");
        List<JsonFields> artifacts = root.objects("artifacts");
        root.finish();

        // DJL takes the first artifact that matches, so the newest stands first and is the one that counts.
        JsonFields artifact = artifacts.get(0);
        String version = artifact.text("version");
        expect(artifact, "name", name);
        JsonFields card = artifact.object("card");
        artifact.ignore("snapshot", "properties", "arguments", "options", "files");
        artifact.finish();

        JsonFields licenses = card.object("licenses");
        About about = new About(
                title,
                summary,
                website,
                paper(card.object("paper")),
                license(licenses, "code"),
                license(licenses, "weights"));
        licenses.finish();
        Optional<DetectorCard> detector = detector(card);
        ModelCard result = new ModelCard(
                name,
                card.optionalText("alias"),
                version,
                application,
                about,
                card.text("network"),
                card.count("parameters"),
                labelSets.labels(card.text("labels")),
                presets(card.object("presets")),
                detector,
                weights(card, detector.isEmpty()));
        card.finish();
        return result;
    }

    private static void expect(JsonFields fields, String field, String value) throws MalformedCardException {
        String found = fields.text(field);
        if (!found.equals(value)) {
            throw new MalformedCardException(
                    fields.pathOf(field), PrintableText.quote(found), PrintableText.quote(value));
        }
    }

    private static Paper paper(JsonFields fields) throws MalformedCardException {
        Paper paper = new Paper(fields.text("title"), fields.uri("url"));
        fields.finish();
        return paper;
    }

    private static License license(JsonFields licenses, String field) throws MalformedCardException {
        JsonFields fields = licenses.object(field);
        License license = new License(fields.text("name"), fields.text("source"));
        fields.finish();
        return license;
    }

    private static List<Preset> presets(JsonFields fields) throws MalformedCardException {
        List<Preset> presets = new ArrayList<>();
        for (String name : fields.names()) {
            JsonFields preset = fields.object(name);
            Optional<JsonFields> accuracy = preset.optionalObject("accuracy");
            presets.add(new Preset(
                    name,
                    preset.text("publisher"),
                    preprocessing(preset.object("preprocessing")),
                    accuracy.isPresent() ? Optional.of(accuracy(accuracy.get())) : Optional.empty()));
            preset.finish();
        }
        if (presets.isEmpty()) {
            throw new MalformedCardException(fields.pathOf("upstream"), "nothing", "at least one preset");
        }
        return presets;
    }

    private static Preprocessing preprocessing(JsonFields fields) throws MalformedCardException {
        Preprocessing preprocessing = new Preprocessing(
                side(fields, "height"),
                side(fields, "width"),
                fields.positive("cropPct"),
                fields.constant("cropMode", Preprocessing.CropMode.class),
                fields.constant("interpolation", Preprocessing.Interpolation.class),
                fields.numbers("mean", 3, 0),
                fields.numbers("std", 3, Double.MIN_VALUE));
        fields.finish();
        return preprocessing;
    }

    private static int side(JsonFields fields, String field) throws MalformedCardException {
        long side = fields.count(field);
        if (side > MAX_SIDE) {
            throw new MalformedCardException(fields.pathOf(field), Long.toString(side), "1 to " + MAX_SIDE + " pixels");
        }
        return (int) side;
    }

    private static Accuracy accuracy(JsonFields fields) throws MalformedCardException {
        double percent = fields.positive("top1Percent");
        if (percent > 100) {
            throw new MalformedCardException(fields.pathOf("top1Percent"), Double.toString(percent), "0 to 100");
        }
        Accuracy accuracy = new Accuracy(percent, fields.text("dataset"), fields.text("source"));
        fields.finish();
        return accuracy;
    }

    private static Optional<DetectorCard> detector(JsonFields card) throws MalformedCardException {
        Optional<JsonFields> fields = card.optionalObject("detector");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        DetectorCard detector =
                new DetectorCard(side(fields.get(), "stride"), fields.get().optionalText("backbone"));
        fields.get().finish();
        return Optional.of(detector);
    }

    /** A detector may be a network alone, for weights of a user's own. */
    private static PublishedWeights weights(JsonFields card, boolean required) throws MalformedCardException {
        Optional<JsonFields> published =
                required ? Optional.of(card.object("weights")) : card.optionalObject("weights");
        return published.isPresent() ? weightsOf(published.get()) : new PublishedWeights(Optional.empty(), List.of());
    }

    private static PublishedWeights weightsOf(JsonFields fields) throws MalformedCardException {
        Optional<Pin> digest = pin(fields, "tensorDigest");
        List<WeightSource> sources = new ArrayList<>();
        for (JsonFields source : fields.objects("sources")) {
            sources.add(new WeightSource(location(source), source.optionalCount("sizeBytes"), pin(source, "sha256")));
            source.finish();
        }
        fields.finish();
        return new PublishedWeights(digest, sources);
    }

    private static Optional<Pin> pin(JsonFields parent, String field) throws MalformedCardException {
        Optional<JsonFields> fields = parent.optionalObject(field);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        String hex = fields.get().text("hex");
        if (!SHA_256.matcher(hex).matches()) {
            throw new MalformedCardException(
                    fields.get().pathOf("hex"), PrintableText.quote(hex), "64 lower-case hexadecimal digits");
        }
        Pin pin = new Pin(hex, fields.get().text("source"));
        fields.get().finish();
        return Optional.of(pin);
    }

    private static Location location(JsonFields source) throws MalformedCardException {
        Optional<JsonFields> embedded = source.optionalObject("embedded");
        if (embedded.isPresent()) {
            return finished(embedded.get(), new Location.Embedded(embedded.get().text("resource")));
        }
        Optional<JsonFields> github = source.optionalObject("github");
        if (github.isPresent()) {
            JsonFields fields = github.get();
            return finished(
                    fields,
                    new Location.GitHubRelease(fields.text("repository"), fields.text("tag"), fields.text("asset")));
        }
        Optional<JsonFields> huggingFace = source.optionalObject("huggingface");
        if (huggingFace.isPresent()) {
            JsonFields fields = huggingFace.get();
            return finished(
                    fields,
                    new Location.HuggingFace(fields.text("repository"), fields.text("revision"), fields.text("file")));
        }
        throw new MalformedCardException(source.pathOf("embedded"), "nothing", "one of embedded, github, huggingface");
    }

    private static Location finished(JsonFields fields, Location location) throws MalformedCardException {
        fields.finish();
        return location;
    }
}
