package org.inceptionnext.cli.pictures;

import ai.djl.modality.Classifications;
import java.io.IOException;
import java.nio.file.Path;
import org.inceptionnext.cli.results.ForwardedResults;
import org.inceptionnext.cli.results.ResultWriter;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.jspecify.annotations.Nullable;

/** Writes the classes of each picture, and sorts it into the folder of its best class where that is wanted. */
final class ClassifiedPictures extends ForwardedResults<Classifications, Classifications> {
    private final Runnable beforeEach;
    private final @Nullable Path folder;
    private final boolean links;

    /**
     * Begins.
     *
     * @param writer takes the classes
     * @param beforeEach called before every answer
     * @param folder has a folder for each class; null: nothing is sorted
     * @param links whether symbolic links are made instead of copies
     */
    ClassifiedPictures(
            ResultWriter<Classifications> writer, Runnable beforeEach, @Nullable Path folder, boolean links) {
        super(writer);
        this.beforeEach = beforeEach;
        this.folder = folder;
        this.links = links;
    }

    @Override
    public void answered(Answered<Classifications> result) throws IOException {
        beforeEach.run();
        forward(result);
        if (folder != null) {
            sort(folder, result);
        }
    }

    private void sort(Path into, Answered<Classifications> result) throws IOException {
        String className = SavedPictures.plain(result.answer().best().getClassName());
        SavedPictures saved = new SavedPictures(into.resolve(className));
        String name = result.picture().name();
        if (links && result.picture().origin() instanceof PictureOrigin.OfFile file) {
            saved.link(name, file.path().toAbsolutePath());
        } else {
            saved.save(name, SavedPictures.extension(name), result.picture().bytes());
        }
    }
}
