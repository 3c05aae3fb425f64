package org.inceptionnext.data.draw;

import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.Pixels;

/** Pictures of any size beside and below each other, each in a square of its own. */
public final class Tiles {
    /** The side of a picture's square in pixels. */
    public static final int SIDE = 320;

    /** Between the squares, in pixels. */
    public static final int GAP = 6;

    private static final int EM = 14;

    private final int columns;
    private final List<Pixels> pictures = new ArrayList<>();

    /** @param columns how many pictures stand beside each other */
    public Tiles(int columns) {
        this.columns = columns;
    }

    /** Adds a picture behind the others; a large one is made smaller, a small one stays as it is. */
    public void add(Pixels picture) {
        pictures.add(Letterbox.square(SIDE).withScaleUp(false).apply(picture));
    }

    /** Draws them, row by row. */
    public Pixels drawn() {
        return drawn(List.of());
    }

    /**
     * Draws them below a line of words.
     *
     * @param headings of the columns; none: no such line
     */
    public Pixels drawn(List<String> headings) {
        int top = headings.isEmpty() ? 0 : 2 * EM;
        int rows = Math.max(1, (pictures.size() + columns - 1) / columns);
        Sheet sheet = new Sheet(GAP + columns * (SIDE + GAP), top + GAP + rows * (SIDE + GAP));
        for (int i = 0; i < headings.size(); i++) {
            sheet.write(headings.get(i), GAP + i * (SIDE + GAP), EM / 2, 0, EM, SIDE);
        }
        for (int i = 0; i < pictures.size(); i++) {
            sheet.put(pictures.get(i), GAP + i % columns * (SIDE + GAP), top + GAP + i / columns * (SIDE + GAP));
        }
        return sheet.pixels();
    }
}
