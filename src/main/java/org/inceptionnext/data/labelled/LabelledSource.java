package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.PictureHome;

/**
 * A labelled data set that is not held in memory: it is walked, as often as needed, in the same order.
 *
 * <p>Forms: a folder with a folder for each class; the same below {@code train/}, {@code val/} and {@code test/}; a list ({@code
 * .csv}, {@code .tsv}) of {@code path,label} and, if wanted, {@code split}.
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
     * Recognises a data set by what it is.
     *
     * @param data a folder or a list
     * @throws NoSuchFileException if there is nothing of that name
     * @throws DataSetException if it is of no known form
     * @throws IOException if it cannot be read
     */
    static LabelledSource of(Path data) throws IOException {
        if (Files.isDirectory(data)) {
            return TreeSource.ofFolder(data);
        }
        if (!Files.exists(data)) {
            throw new NoSuchFileException(data.toString());
        }
        String name = data.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return new ListSource(data);
        }
        throw new DataSetException(
                data.toString(),
                0,
                "not a labelled data set",
                "Give a folder with a folder for each class, or a list (.csv, .tsv) of path and label");
    }
}
