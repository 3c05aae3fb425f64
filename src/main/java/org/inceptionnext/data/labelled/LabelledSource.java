package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.NaturalOrder;
import org.inceptionnext.data.PictureHome;
import org.inceptionnext.data.archive.Archive;
import org.inceptionnext.data.archive.ArchiveKind;

/**
 * A labelled data set that is not held in memory: it is walked, as often as needed, in the same order.
 *
 * <p>Forms: a folder with a folder for each class; the same below {@code train/}, {@code val/} and {@code test/}; either of them in
 * an archive ({@code .zip}, {@code .tar}, {@code .tar.gz}, {@code .tar.zst}); a list ({@code .csv}, {@code .tsv}) of {@code
 * path,label} and, if wanted, {@code split}; WebDataset shards, one or a folder of them.
 */
public interface LabelledSource {
    /** Returns what the user calls it. */
    String name();

    /**
     * Begins a walk.
     *
     * @param findings takes what is left out, and why, while the walk goes on
     * @throws DataSetException if the whole is no data set
     * @throws IOException if it cannot be read
     */
    LabelledWalk walk(Findings findings) throws IOException;

    /** Returns where single pictures are found again after a walk. */
    PictureHome home();

    /**
     * Numbers the classes.
     *
     * @param met the names that a walk gave, each once
     * @return the names in the order of their numbers
     */
    default List<String> classes(Collection<String> met) {
        return met.stream().sorted(NaturalOrder.INSTANCE).toList();
    }

    /**
     * Recognises a data set by what it is.
     *
     * @param data a folder, an archive or a list
     * @throws NoSuchFileException if there is nothing of that name
     * @throws DataSetException if it is of no known form
     * @throws IOException if it cannot be read
     */
    static LabelledSource of(Path data) throws IOException {
        if (Files.isDirectory(data)) {
            List<Path> shards = shards(data);
            return shards.isEmpty() ? TreeSource.ofFolder(data) : ShardSource.of(data.toString(), shards);
        }
        if (!Files.exists(data)) {
            throw new NoSuchFileException(data.toString());
        }
        String name = data.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return new ListSource(data);
        }
        if (ArchiveKind.of(data).isPresent()) {
            Archive archive = Archive.of(data);
            return ShardSource.isShard(archive)
                    ? ShardSource.of(data.toString(), List.of(data))
                    : TreeSource.ofArchive(data.toString(), archive);
        }
        throw new DataSetException(
                data.toString(),
                0,
                "not a labelled data set",
                "Give a folder with a folder for each class, the same as .zip or .tar, or a list (.csv, .tsv) of path and label");
    }

    /** The archives in a folder that holds nothing but archives, by name. */
    private static List<Path> shards(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> visible = entries.filter(
                            entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            boolean allTars = !visible.isEmpty()
                    && visible.stream()
                            .allMatch(entry ->
                                    entry.getFileName().toString().matches(".*\\.(tar|tgz|tar\\.gz|tar\\.zst)"));
            return allTars ? visible : List.of();
        }
    }
}
