package org.inceptionnext.fetch;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.inceptionnext.fetch.HubAccessException.Reason;
import org.inceptionnext.fetch.http.HubFile;
import org.inceptionnext.fetch.http.HubListing;
import org.inceptionnext.fetch.store.WeightsLock;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Which files of a repository are its weights: the names that timm and Hugging Face give, the safe format before the pickled. */
record HubWeightFiles(HubReference reference, HubListing listing) {
    static final String CONFIG = "config.json";

    private static final String INDEX_ENDING = ".index.json";
    private static final List<String> HUB_NAMES = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");
    private static final List<String> SAFE = List.of(".safetensors");
    private static final List<String> PICKLED = List.of(".pth", ".pt", ".bin", ".ckpt", ".tar");
    private static final int MOST_SHARDS = 1000;

    /** The part of an index of shards that is read. */
    private record Index(@Nullable Map<String, String> weight_map) {}

    /** Returns the settings' file, if the repository has one. */
    Optional<HubFile> config() {
        return listing.file(CONFIG);
    }

    /**
     * Returns the file of weights, or the index of a file in shards.
     *
     * @throws HubAccessException if there is none, or several are there and none has a usual name
     */
    HubFile main() throws HubAccessException {
        for (String name : HUB_NAMES) {
            Optional<HubFile> file = listing.file(name);
            if (file.isPresent()) {
                return file.get();
            }
        }
        List<HubFile> safe = ending(SAFE);
        List<HubFile> found = safe.isEmpty() ? ending(PICKLED) : safe;
        if (found.size() == 1) {
            return found.get(0);
        }
        String problem = found.isEmpty()
                ? "the repository holds no weights: looked for " + String.join(", ", HUB_NAMES)
                        + ", and for one file that ends in .safetensors, " + String.join(", ", PICKLED)
                : "the repository holds several files of weights ("
                        + String.join(
                                ", ",
                                found.stream().map(HubFile::name).limit(10).toList())
                        + ") and none is called as the hub's tools call it";
        throw new HubAccessException(
                Reason.NO_WEIGHTS,
                reference + ": " + problem
                        + ". Load the one you want yourself and name it: weights=FILE, --weights FILE.");
    }

    static boolean isIndex(HubFile file) {
        return file.name().endsWith(INDEX_ENDING);
    }

    /**
     * Returns the shards that an index names.
     *
     * @param index the index, as it was received
     * @throws HubAccessException if it is no index, or names what is not in the repository
     */
    List<HubFile> shards(HubFile named, Path index) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try {
            Index read = new Gson().fromJson(Files.readString(index, StandardCharsets.UTF_8), Index.class);
            if (read != null && read.weight_map() != null) {
                names.addAll(read.weight_map().values());
            }
        } catch (JsonParseException | java.nio.charset.CharacterCodingException | NullPointerException e) {
            throw wrongIndex(named, "is no JSON of the form {\"weight_map\": {TENSOR: FILE}}");
        }
        if (names.isEmpty() || names.size() > MOST_SHARDS) {
            throw wrongIndex(named, "names " + names.size() + " files, allowed are 1 to " + MOST_SHARDS);
        }
        List<HubFile> shards = new java.util.ArrayList<>();
        for (String name : names) {
            Optional<HubFile> shard =
                    WeightsLock.FILE_NAME.matcher(name).matches() ? listing.file(name) : Optional.empty();
            shards.add(shard.orElseThrow(() -> wrongIndex(
                    named, "names " + PrintableText.quote(name) + ", which is no file beside it in the repository")));
        }
        return shards;
    }

    /** Returns the files that are called as the shards of an index usually are; none for weights in one file. */
    List<HubFile> usualShards(HubFile main) {
        if (!isIndex(main)) {
            return List.of();
        }
        String whole = main.name().substring(0, main.name().length() - INDEX_ENDING.length());
        int dot = whole.lastIndexOf('.');
        Pattern shard = Pattern.compile(
                Pattern.quote(whole.substring(0, dot)) + "-[0-9]+-of-[0-9]+" + Pattern.quote(whole.substring(dot)));
        return listing.files().stream()
                .filter(file -> shard.matcher(file.name()).matches())
                .toList();
    }

    private HubAccessException wrongIndex(HubFile named, String problem) {
        return new HubAccessException(
                Reason.NO_WEIGHTS,
                reference + ": " + named.name() + " " + problem
                        + ". Tell the repository's owner, or take another commit:" + " hf://OWNER/NAME@COMMIT.");
    }

    private List<HubFile> ending(List<String> endings) {
        return listing.files().stream()
                .filter(file -> WeightsLock.FILE_NAME.matcher(file.name()).matches())
                .filter(file -> endings.stream().anyMatch(file.name().toLowerCase(Locale.ROOT)::endsWith))
                .toList();
    }
}
