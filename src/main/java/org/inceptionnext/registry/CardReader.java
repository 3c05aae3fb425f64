package org.inceptionnext.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.inceptionnext.text.PrintableText;

/**
 * Reads cards: DJL's {@code metadata.json}, and in each of its artifacts the object {@code card}, which is ours and which DJL
 * passes over.
 */
final class CardReader {
    private static final int MAX_SIDE = 8192;
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern SHA_1 = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern BLOB = Pattern.compile("blobs/sha256/[0-9a-f]{64}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** Gives the class names of a label set. */
    interface LabelSets {
        Labels labels(String name) throws MalformedCardException;
    }

    private final LabelSets labelSets;
    private final Scope scope;

    /**
     * Where a card stands.
     *
     * @param registry what messages call the place
     * @param root where the paths that it names begin
     * @param groups the groups that may stand there; empty means any but the library's
     */
    record Scope(String registry, Optional<URI> root, Set<String> groups) {
        static final Scope LIBRARY =
                new Scope(Origin.LIBRARY.registry(), Optional.empty(), Set.of(ModelCard.LIBRARY_GROUP));

        boolean allows(String group) {
            return groups.isEmpty() ? !group.equals(ModelCard.LIBRARY_GROUP) : groups.contains(group);
        }

        String allowedGroups() {
            return groups.isEmpty()
                    ? "any group but " + ModelCard.LIBRARY_GROUP
                    : groups.stream().sorted().map(PrintableText::quote).collect(Collectors.joining(", "));
        }
    }

    CardReader(LabelSets labelSets, Scope scope) {
        this.labelSets = labelSets;
        this.scope = scope;
    }

    /** Reads all versions, in the order of the file: newest first, and those withdrawn after the others. */
    List<Release> read(JsonFields root) throws MalformedCardException {
        expect(root, "resourceType", "model");
        String group = root.text("groupId");
        if (!scope.allows(group) || !Coordinates.isGroup(group)) {
            throw new MalformedCardException("groupId", PrintableText.quote(group), scope.allowedGroups());
        }
        String name = root.text("artifactId");
        if (!Coordinates.isName(name)) {
            throw new MalformedCardException("artifactId", PrintableText.quote(name), Coordinates.NAME_RULE);
        }
        String application = root.text("application");
        if (!Coordinates.isApplication(application)) {
            throw new MalformedCardException(
                    "application",
                    PrintableText.quote(application),
                    "\"cv/image_classification\", \"cv/object_detection\"");
        }
        Model model =
                new Model(group, name, application, root.text("name"), root.text("description"), root.uri("website"));
        root.ignore("metadataVersion", "licenses", "lastUpdated");
        List<JsonFields> artifacts = root.objects("artifacts");
        root.finish();
        List<Release> releases = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        for (JsonFields artifact : artifacts) {
            Release release = release(model, artifact);
            if (!versions.add(release.card().version())) {
                throw new MalformedCardException(
                        artifact.pathOf("version"),
                        PrintableText.quote(release.card().version()) + " a second time",
                        "each version once");
            }
            releases.add(release);
        }
        return releases;
    }

    /** What all versions of a model share. */
    private record Model(String group, String name, String application, String title, String summary, URI website) {}

    private Release release(Model model, JsonFields artifact) throws MalformedCardException {
        String version = artifact.text("version");
        if (!Coordinates.isVersion(version)) {
            throw new MalformedCardException(
                    artifact.pathOf("version"), PrintableText.quote(version), Coordinates.VERSION_RULE);
        }
        expect(artifact, "name", model.name());
        ModelCard card = card(model, version, artifact.object("card"));
        List<ReleaseFile> files = files(artifact, version);
        Optional<Yank> yank = yank(artifact);
        artifact.ignore("snapshot", "properties", "arguments", "options");
        artifact.finish();
        return new Release(card, files, yank);
    }

    private ModelCard card(Model model, String version, JsonFields card) throws MalformedCardException {
        JsonFields licenses = card.object("licenses");
        About about = new About(
                card.optionalText("title").orElse(model.title()),
                card.optionalText("summary").orElse(model.summary()),
                model.website(),
                paper(card.object("paper")),
                license(licenses, "code"),
                license(licenses, "weights"));
        licenses.finish();
        Optional<DetectorCard> detector = detector(card);
        ModelCard result = new ModelCard(
                model.group(),
                model.name(),
                card.optionalText("alias"),
                version,
                model.application(),
                about,
                card.text("network"),
                card.count("parameters"),
                labels(card),
                presets(card.object("presets")),
                detector,
                weights(card, detector.isEmpty()),
                new Origin(scope.registry(), Optional.empty()));
        card.finish();
        return result;
    }

    /** Reads the name of a label set that comes with the library, or the class names themselves. */
    private Labels labels(JsonFields card) throws MalformedCardException {
        if (!card.holdsObject("labels")) {
            return labelSets.labels(card.text("labels"));
        }
        JsonFields fields = card.object("labels");
        Labels labels = new Labels(fields.text("name"), fields.texts("classNames"));
        fields.finish();
        if (new HashSet<>(labels.classNames()).size() != labels.classNames().size()) {
            throw new MalformedCardException(fields.pathOf("classNames") + ": a class name stands there twice");
        }
        return labels;
    }

    private static List<ReleaseFile> files(JsonFields artifact, String version) throws MalformedCardException {
        JsonFields files = artifact.object("files");
        List<ReleaseFile> result = new ArrayList<>();
        for (String name : files.names()) {
            JsonFields file = files.object(name);
            if (!FILE_NAME.matcher(name).matches()) {
                throw new MalformedCardException(
                        files.pathOf(PrintableText.escape(name)),
                        PrintableText.quote(name),
                        "a file's name without a folder");
            }
            expect(file, "uri", version + "/" + name);
            expect(file, "name", name);
            file.ignore("type");
            result.add(new ReleaseFile(
                    name, file.size("size"), hex(file, "sha1Hash", SHA_1), hex(file, "sha256", SHA_256)));
            file.finish();
        }
        return result;
    }

    private static String hex(JsonFields fields, String field, Pattern pattern) throws MalformedCardException {
        String hex = fields.text(field);
        if (!pattern.matcher(hex).matches()) {
            throw new MalformedCardException(
                    fields.pathOf(field), PrintableText.quote(hex), pattern.pattern() + ", hexadecimal");
        }
        return hex;
    }

    private static Optional<Yank> yank(JsonFields artifact) throws MalformedCardException {
        Optional<JsonFields> fields = artifact.optionalObject("yanked");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Yank yank = new Yank(fields.get().text("reason"), fields.get().text("date"));
        fields.get().finish();
        return Optional.of(yank);
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
        Optional<JsonFields> accuracy = fields.get().optionalObject("accuracy");
        DetectorCard detector = new DetectorCard(
                side(fields.get(), "stride"),
                fields.get().optionalText("backbone"),
                accuracy.isPresent() ? Optional.of(detectorAccuracy(accuracy.get())) : Optional.empty());
        fields.get().finish();
        return Optional.of(detector);
    }

    private static DetectorAccuracy detectorAccuracy(JsonFields fields) throws MalformedCardException {
        JsonFields coco = fields.object("coco");
        JsonFields yolo = fields.object("yolov5");
        DetectorAccuracy accuracy = new DetectorAccuracy(
                fraction(coco, "ap"),
                fraction(coco, "ap50"),
                fraction(yolo, "map5095"),
                fraction(yolo, "map50"),
                fields.text("dataset"),
                fields.text("source"));
        coco.finish();
        yolo.finish();
        fields.finish();
        return accuracy;
    }

    private static double fraction(JsonFields fields, String name) throws MalformedCardException {
        double value = fields.positive(name);
        if (value > 1) {
            throw new MalformedCardException(fields.pathOf(name), Double.toString(value), "0 to 1");
        }
        return value;
    }

    /** A detector may be a network alone, for weights of a user's own. */
    private PublishedWeights weights(JsonFields card, boolean required) throws MalformedCardException {
        Optional<JsonFields> published =
                required ? Optional.of(card.object("weights")) : card.optionalObject("weights");
        return published.isPresent() ? weightsOf(published.get()) : new PublishedWeights(Optional.empty(), List.of());
    }

    private PublishedWeights weightsOf(JsonFields fields) throws MalformedCardException {
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

    private Location location(JsonFields source) throws MalformedCardException {
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
        Optional<JsonFields> registry = source.optionalObject("registry");
        if (registry.isPresent()) {
            JsonFields fields = registry.get();
            return finished(fields, new Location.Address(inRegistry(fields)));
        }
        Optional<JsonFields> web = source.optionalObject("web");
        if (web.isPresent()) {
            JsonFields fields = web.get();
            return finished(fields, new Location.Address(web(fields)));
        }
        throw new MalformedCardException(
                source.pathOf("embedded"), "nothing", "one of embedded, github, huggingface, registry, web");
    }

    /** A path of the registry: nothing leads out of it. */
    private URI inRegistry(JsonFields fields) throws MalformedCardException {
        String path = fields.text("path");
        if (!BLOB.matcher(path).matches() || scope.root().isEmpty()) {
            throw new MalformedCardException(
                    fields.pathOf("path"),
                    PrintableText.quote(path),
                    "blobs/sha256/ and 64 hexadecimal digits, in a registry");
        }
        return scope.root().get().resolve(path);
    }

    private static URI web(JsonFields fields) throws MalformedCardException {
        URI address = fields.uri("address");
        if (!"https".equals(address.getScheme()) || address.getHost() == null || address.getUserInfo() != null) {
            throw new MalformedCardException(
                    fields.pathOf("address"), PrintableText.quote(address.toString()), "an https:// address");
        }
        return address;
    }

    private static Location finished(JsonFields fields, Location location) throws MalformedCardException {
        fields.finish();
        return location;
    }
}
