package org.inceptionnext.registry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes cards as DJL's {@code metadata.json}: what {@link Registry} reads back equal, and what DJL finds beside it: its
 * arguments, files and properties, all derived from the card.
 */
public final class CardWriter {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private static final String BLOCK_FACTORY = "org.inceptionnext.djl.InceptionNextBlockFactory";
    private static final String CLASSIFIER_TRANSLATOR = "org.inceptionnext.djl.InceptionNextTranslatorFactory";
    private static final String DETECTOR_TRANSLATOR = "org.inceptionnext.djl.InceptionNextDetectionTranslatorFactory";

    private static final String BLOBS = "/blobs/sha256/";

    private final Labelling labelling;

    /** How class names are written. */
    public enum Labelling {
        /** By the name of a label set that comes with the library. */
        BY_NAME,
        /** Name by name, so that the card is whole by itself. */
        IN_FULL
    }

    public CardWriter(Labelling labelling) {
        this.labelling = labelling;
    }

    /**
     * Returns the metadata of a model.
     *
     * @param releases its versions, at least one, newest first and those withdrawn last: DJL takes the first that matches
     */
    public byte[] write(List<Release> releases) {
        return (GSON.toJson(json(releases)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private JsonObject json(List<Release> releases) {
        ModelCard newest = releases.get(0).card();
        JsonObject root = new JsonObject();
        root.addProperty("metadataVersion", "0.2");
        root.addProperty("resourceType", "model");
        root.addProperty("application", newest.application());
        root.addProperty("groupId", newest.group());
        root.addProperty("artifactId", newest.name());
        root.addProperty("name", newest.about().title());
        root.addProperty("description", newest.about().summary());
        root.addProperty("website", newest.about().website().toString());
        JsonObject license = new JsonObject();
        license.addProperty("name", newest.about().weightsLicense().name());
        JsonObject licenses = new JsonObject();
        licenses.add("license", license);
        root.add("licenses", licenses);
        JsonArray artifacts = new JsonArray();
        releases.forEach(release -> artifacts.add(artifact(release, newest)));
        root.add("artifacts", artifacts);
        return root;
    }

    private JsonObject artifact(Release release, ModelCard newest) {
        ModelCard card = release.card();
        JsonObject artifact = new JsonObject();
        artifact.addProperty("version", card.version());
        artifact.addProperty("snapshot", false);
        artifact.addProperty("name", card.name());
        artifact.add("properties", properties(card));
        artifact.add("arguments", arguments(card));
        JsonObject options = new JsonObject();
        options.addProperty("hasParameter", "false");
        artifact.add("options", options);
        JsonObject files = new JsonObject();
        release.files().forEach(file -> files.add(file.name(), file(file, card.version())));
        artifact.add("files", files);
        release.yank().ifPresent(yank -> {
            JsonObject mark = new JsonObject();
            mark.addProperty("reason", yank.reason());
            mark.addProperty("date", yank.date());
            artifact.add("yanked", mark);
        });
        artifact.add("card", card(card, newest));
        return artifact;
    }

    /** What {@code Criteria.optFilter} matches. */
    private static JsonObject properties(ModelCard card) {
        JsonObject properties = new JsonObject();
        properties.addProperty("variant", card.network());
        properties.addProperty("dataset", card.labels().name());
        properties.addProperty(
                "imageSize",
                Integer.toString(card.defaultPreset().preprocessing().height()));
        properties.addProperty("params", Long.toString(card.parameters()));
        return properties;
    }

    /** DJL's own keys stand beside ours, for its stock translators. */
    private static JsonObject arguments(ModelCard card) {
        Preprocessing input = card.defaultPreset().preprocessing();
        JsonObject arguments = new JsonObject();
        arguments.addProperty("card", card.qualifiedName() + versionOf(card));
        arguments.addProperty("width", input.width());
        arguments.addProperty("height", input.height());
        if (card.isDetector()) {
            arguments.addProperty("threshold", 0.25);
            arguments.addProperty("nmsThreshold", 0.45);
        } else {
            int resized = (int) Math.floor(Math.min(input.height(), input.width()) / input.cropPct());
            arguments.addProperty("resizeShort", Integer.toString(resized));
            arguments.addProperty("centerCrop", true);
            arguments.addProperty("normalize", true);
            arguments.addProperty("applySoftmax", true);
            arguments.addProperty("topK", Math.min(5, card.labels().classNames().size()));
        }
        arguments.addProperty("blockFactory", BLOCK_FACTORY);
        arguments.addProperty("translatorFactory", card.isDetector() ? DETECTOR_TRANSLATOR : CLASSIFIER_TRANSLATOR);
        return arguments;
    }

    private static String versionOf(ModelCard card) {
        return card.group().equals(ModelCard.LIBRARY_GROUP) ? "" : "@" + card.version();
    }

    private static JsonObject file(ReleaseFile file, String version) {
        JsonObject json = new JsonObject();
        json.addProperty("uri", version + "/" + file.name());
        json.addProperty("name", file.name());
        json.addProperty("type", "file");
        json.addProperty("size", file.sizeBytes());
        json.addProperty("sha1Hash", file.sha1());
        json.addProperty("sha256", file.sha256());
        return json;
    }

    private JsonObject card(ModelCard card, ModelCard newest) {
        JsonObject json = new JsonObject();
        card.alias().ifPresent(alias -> json.addProperty("alias", alias));
        if (!card.about().title().equals(newest.about().title())) {
            json.addProperty("title", card.about().title());
        }
        if (!card.about().summary().equals(newest.about().summary())) {
            json.addProperty("summary", card.about().summary());
        }
        json.addProperty("network", card.network());
        json.addProperty("parameters", card.parameters());
        if (labelling == Labelling.BY_NAME) {
            json.addProperty("labels", card.labels().name());
        } else {
            json.add("labels", labels(card.labels()));
        }
        JsonObject paper = new JsonObject();
        paper.addProperty("title", card.about().paper().title());
        paper.addProperty("url", card.about().paper().url().toString());
        json.add("paper", paper);
        JsonObject licenses = new JsonObject();
        licenses.add("code", license(card.about().codeLicense()));
        licenses.add("weights", license(card.about().weightsLicense()));
        json.add("licenses", licenses);
        card.detector().ifPresent(detector -> {
            JsonObject stride = new JsonObject();
            stride.addProperty("stride", detector.stride());
            detector.backbone().ifPresent(backbone -> stride.addProperty("backbone", backbone));
            detector.accuracy().ifPresent(accuracy -> stride.add("accuracy", accuracy(accuracy)));
            json.add("detector", stride);
        });
        JsonObject presets = new JsonObject();
        card.presets().forEach(preset -> presets.add(preset.name(), preset(preset)));
        json.add("presets", presets);
        if (card.isPublished()) {
            json.add("weights", weights(card.weights()));
        }
        return json;
    }

    private static JsonObject labels(Labels labels) {
        JsonArray names = new JsonArray();
        labels.classNames().forEach(names::add);
        JsonObject json = new JsonObject();
        json.addProperty("name", labels.name());
        json.add("classNames", names);
        return json;
    }

    private static JsonObject accuracy(DetectorAccuracy accuracy) {
        JsonObject coco = new JsonObject();
        coco.addProperty("ap", accuracy.cocoAp());
        coco.addProperty("ap50", accuracy.cocoAp50());
        JsonObject yolo = new JsonObject();
        yolo.addProperty("map5095", accuracy.yoloMap5095());
        yolo.addProperty("map50", accuracy.yoloMap50());
        JsonObject json = new JsonObject();
        json.add("coco", coco);
        json.add("yolov5", yolo);
        json.addProperty("dataset", accuracy.dataset());
        json.addProperty("source", accuracy.source());
        return json;
    }

    private static JsonObject license(License license) {
        JsonObject json = new JsonObject();
        json.addProperty("name", license.name());
        json.addProperty("source", license.source());
        return json;
    }

    private static JsonObject preset(Preset preset) {
        Preprocessing input = preset.preprocessing();
        JsonObject preprocessing = new JsonObject();
        preprocessing.addProperty("height", input.height());
        preprocessing.addProperty("width", input.width());
        preprocessing.addProperty("cropPct", input.cropPct());
        preprocessing.addProperty("cropMode", input.cropMode().name().toLowerCase(Locale.ROOT));
        preprocessing.addProperty("interpolation", input.interpolation().name().toLowerCase(Locale.ROOT));
        preprocessing.add("mean", numbers(input.mean()));
        preprocessing.add("std", numbers(input.std()));
        JsonObject json = new JsonObject();
        json.addProperty("publisher", preset.publisher());
        json.add("preprocessing", preprocessing);
        preset.accuracy().ifPresent(accuracy -> {
            JsonObject measured = new JsonObject();
            measured.addProperty("top1Percent", accuracy.top1Percent());
            measured.addProperty("dataset", accuracy.dataset());
            measured.addProperty("source", accuracy.source());
            json.add("accuracy", measured);
        });
        return json;
    }

    private static JsonArray numbers(List<Double> numbers) {
        JsonArray json = new JsonArray();
        numbers.forEach(json::add);
        return json;
    }

    private static JsonObject weights(PublishedWeights weights) {
        JsonObject json = new JsonObject();
        weights.tensorDigest().ifPresent(digest -> json.add("tensorDigest", pin(digest)));
        JsonArray sources = new JsonArray();
        for (WeightSource source : weights.sources()) {
            JsonObject one = new JsonObject();
            location(one, source.location());
            source.sizeBytes().ifPresent(size -> one.addProperty("sizeBytes", size));
            Optional<Pin> sha256 = source.sha256();
            sha256.ifPresent(pin -> one.add("sha256", pin(pin)));
            sources.add(one);
        }
        json.add("sources", sources);
        return json;
    }

    private static JsonObject pin(Pin pin) {
        JsonObject json = new JsonObject();
        json.addProperty("hex", pin.hex());
        json.addProperty("source", pin.source());
        return json;
    }

    private static void location(JsonObject source, Location location) {
        JsonObject json = new JsonObject();
        if (location instanceof Location.Embedded embedded) {
            json.addProperty("resource", embedded.resource());
            source.add("embedded", json);
        } else if (location instanceof Location.GitHubRelease release) {
            json.addProperty("repository", release.repository());
            json.addProperty("tag", release.tag());
            json.addProperty("asset", release.asset());
            source.add("github", json);
        } else if (location instanceof Location.HuggingFace hub) {
            json.addProperty("repository", hub.repository());
            json.addProperty("revision", hub.revision());
            json.addProperty("file", hub.file());
            source.add("huggingface", json);
        } else if (location instanceof Location.Address address) {
            // A blob of the registry's own is named by its path, so that the registry can move.
            String path = address.address().getPath();
            int blob = path.lastIndexOf(BLOBS);
            if (blob >= 0) {
                json.addProperty("path", path.substring(blob + 1));
                source.add("registry", json);
            } else {
                json.addProperty("address", address.url());
                source.add("web", json);
            }
        }
    }
}
