package org.inceptionnext.recognise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.recognise.Refusal.Reason;
import org.inceptionnext.text.PrintableText;

/**
 * Where the weights of what a user names are: the file itself, or the one in a folder as timm and Hugging Face write it.
 *
 * @param named what the user named
 * @param file the file of weights, or the index of a file in shards
 */
record WeightLocation(Path named, Path file) {
    /** The hub's names, the safe format before the pickled one. */
    private static final List<String> HUB_NAMES = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            // What a detector's run calls its best weights.
            "best.safetensors");

    private static final List<String> ENDINGS = List.of(".safetensors", ".pth", ".pt", ".bin", ".ckpt", ".tar");

    private static final String INDEX_ENDING = ".index.json";
    private static final int SHOWN = 10;

    /**
     * Finds the file.
     *
     * @throws RecognitionException if a folder holds no weights, or several
     */
    static WeightLocation of(Path named) throws IOException {
        if (!Files.isDirectory(named)) {
            return new WeightLocation(named, named);
        }
        for (String name : HUB_NAMES) {
            Path file = named.resolve(name);
            if (Files.isRegularFile(file)) {
                return new WeightLocation(named, file);
            }
        }
        List<Path> found;
        try (Stream<Path> files = Files.list(named)) {
            found = files.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream()
                            .anyMatch(file.getFileName().toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
        }
        if (found.size() == 1) {
            return new WeightLocation(named, found.get(0));
        }
        throw new RecognitionException(
                named,
                found.isEmpty()
                        ? Refusal.of(
                                Reason.FOLDER,
                                "a folder without weights",
                                "Looked for " + String.join(", ", HUB_NAMES) + ", and for one file that ends in "
                                        + String.join(", ", ENDINGS))
                        : Refusal.of(Reason.FOLDER, "a folder with several weight files: " + shown(found), "Name one"));
    }

    private static String shown(List<Path> files) {
        String names = String.join(
                ", ",
                files.stream()
                        .limit(SHOWN)
                        .map(file -> PrintableText.escape(file.getFileName().toString()))
                        .toList());
        return files.size() > SHOWN ? names + " and " + (files.size() - SHOWN) + " more" : names;
    }

    /** Opens the file, or all shards of it. */
    Checkpoint open(OpenOptions options) throws IOException {
        return isIndex() ? ShardIndex.read(file).open(options) : Checkpoint.open(file, options);
    }

    private boolean isIndex() {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(INDEX_ENDING);
    }

    /** Returns the {@code config.json} beside the weights, if there is one. */
    Optional<Path> config() {
        Path folder = file.toAbsolutePath().getParent();
        Path config = folder == null ? file : folder.resolve("config.json");
        return Files.isRegularFile(config) && !config.equals(file) ? Optional.of(config) : Optional.empty();
    }
}
