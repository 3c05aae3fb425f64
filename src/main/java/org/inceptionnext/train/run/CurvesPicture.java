package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.List;

/**
 * Keeps the picture of a run's course in its folder. It is drawn from {@code results.csv}, so that a run is not ended by a picture
 * that cannot be drawn: that is said once.
 */
final class CurvesPicture {
    /** The file's name in the folder of a run. */
    static final String NAME = "curves.png";

    /** Makes a PNG file's bytes of the rows of {@code results.csv}. */
    @FunctionalInterface
    interface Drawing {
        byte[] png(List<String> rows) throws IOException;
    }

    private final RunFolder folder;
    private final TrainingListener listener;
    private final Drawing drawing;
    private final String name;
    private boolean given = true;

    CurvesPicture(RunFolder folder, TrainingListener listener, Drawing drawing) {
        this(folder, listener, NAME, drawing);
    }

    /** @param name of the file */
    CurvesPicture(RunFolder folder, TrainingListener listener, String name, Drawing drawing) {
        this.name = name;
        this.folder = folder;
        this.listener = listener;
        this.drawing = drawing;
    }

    /**
     * Replaces the picture.
     *
     * @param rows of {@code results.csv}, at least one
     * @throws IOException if the file cannot be written
     */
    void write(List<String> rows) throws IOException {
        if (!given) {
            return;
        }
        byte[] png;
        try {
            png = drawing.png(rows);
        } catch (NoClassDefFoundError e) {
            giveUp("XChart is not on the class path. Add org.knowm.xchart:xchart:3.8.8");
            return;
        } catch (RuntimeException | LinkageError | InternalError e) {
            // A Java without fonts throws any of these.
            giveUp("this Java cannot draw (" + e + ")");
            return;
        }
        folder.write(name, png);
    }

    private void giveUp(String why) {
        given = false;
        listener.note(name + " is left out: " + why + "; its numbers are in results.csv.");
    }
}
