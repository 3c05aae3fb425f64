package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.draw.Sheet;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.Pixels;

/** A picture of a data set: a row for each class, with its name, how many pictures it has, and the first few of them. */
public final class ContactSheet {
    private static final int TILE = 96;
    private static final int GAP = 4;
    private static final int EM = 14;
    private static final int TEXT_HEIGHT = 22;
    private static final int COLUMNS = 8;
    private static final int MAX_ROWS = 60;

    private final List<String> classes;
    private final List<List<Pixels>> tiles = new ArrayList<>();

    ContactSheet(List<String> classes) {
        this.classes = classes;
        for (int i = 0; i < Math.min(classes.size(), MAX_ROWS); i++) {
            tiles.add(new ArrayList<>());
        }
    }

    /**
     * Draws the sheet of a set, reading only the pictures that it shows. A picture that cannot be read leaves a gap.
     *
     * @return the sheet, a row of small pictures for each class
     */
    public static Pixels of(LabelledSet set) {
        ContactSheet sheet = new ContactSheet(set.classes());
        long[] counts = new long[set.classes().size()];
        for (Split split : Split.values()) {
            for (LabelledSample sample : set.samples(split)) {
                counts[sample.label()]++;
            }
        }
        for (LabelledSample sample : chosen(set)) {
            try {
                sheet.add(sample.label(), thumbnail(Transform.decoded(sample.picture(), DecodeOptions.DEFAULT)));
            } catch (IOException e) {
                sheet.add(sample.label(), new Sheet(TILE, TILE).pixels());
            }
        }
        return sheet.draw(counts);
    }

    /** Returns the pictures that are shown: of each class the first ones, of training where there are any. */
    static Set<LabelledSample> chosen(LabelledSet set) {
        int[] counts = new int[set.classes().size()];
        Set<LabelledSample> chosen = new LinkedHashSet<>();
        for (Split split : Split.values()) {
            for (LabelledSample sample : set.samples(split)) {
                if (sample.label() < MAX_ROWS && counts[sample.label()]++ < COLUMNS) {
                    chosen.add(sample);
                }
            }
        }
        return chosen;
    }

    /** Makes what {@link #add} takes: the whole picture, made small. */
    static Pixels thumbnail(Pixels picture) {
        return Letterbox.square(TILE).withScaleUp(false).apply(picture);
    }

    void add(int label, Pixels thumbnail) {
        tiles.get(label).add(thumbnail);
    }

    /**
     * Draws the sheet.
     *
     * @param counts how many pictures each class has
     */
    Pixels draw(long[] counts) {
        int rowHeight = TEXT_HEIGHT + TILE + GAP;
        int width = GAP + COLUMNS * (TILE + GAP);
        boolean isCut = classes.size() > tiles.size();
        Sheet sheet = new Sheet(width, GAP + tiles.size() * rowHeight + (isCut ? TEXT_HEIGHT : 0));
        int top = GAP;
        for (int label = 0; label < tiles.size(); label++) {
            String title = label + "  " + classes.get(label) + "  (" + counts[label] + ")";
            sheet.write(title, GAP, top, 0, EM, width - 2 * GAP);
            int left = GAP;
            for (Pixels tile : tiles.get(label)) {
                sheet.put(tile, left, top + TEXT_HEIGHT);
                left += TILE + GAP;
            }
            top += rowHeight;
        }
        if (isCut) {
            sheet.write("... and " + (classes.size() - tiles.size()) + " more classes", GAP, top, 0, EM, width);
        }
        return sheet.pixels();
    }
}
