package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.inceptionnext.vision.DetectionDrawing;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.draw.LabelFont;

/** Draws what was found over the pictures, into a folder; returns the file. */
final class DrawnPictures implements Function<Answered<Detections>, String> {
    private final Console console;
    private final Path folder;
    private boolean hintedAtFont;

    DrawnPictures(Console console, Path folder) {
        this.console = console;
        this.folder = folder;
    }

    @Override
    public String apply(Answered<Detections> result) {
        Detections found = result.answer();
        hintAtFont(found);
        try {
            return new SavedPictures(folder)
                    .save(
                            result.picture().name(),
                            DetectionDrawing.draw(
                                    result.pixels().orElseThrow(), found.detections(), found.classNames()))
                    .toString();
        } catch (IOException e) {
            throw new OutputException(folder.toString(), e);
        }
    }

    /** Said once: every further label of such a class looks the same. */
    private void hintAtFont(Detections found) {
        if (hintedAtFont) {
            return;
        }
        found.detections().stream()
                .map(found::className)
                .filter(className -> !LabelFont.available().canDraw(className))
                .findFirst()
                .ifPresent(className -> {
                    hintedAtFont = true;
                    console.hint(
                            "No font of this system has all characters of the class name "
                                    + Printable.line(className, Printable.NAME_CHARS)
                                    + ": in the saved pictures they are empty frames. Install one that has them (Noto Sans CJK, say).");
                });
    }
}
