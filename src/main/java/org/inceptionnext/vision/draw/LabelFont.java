package org.inceptionnext.vision.draw;

/** Something that draws a line of text. */
public interface LabelFont {

    /**
     * Draws a line.
     *
     * @param emPixels the font's size: the height of a line without spacing
     */
    TextMask render(String text, int emPixels);

    /** Returns whether it has all characters of a text; one that it lacks is an empty frame. */
    boolean canDraw(String text);

    /** Returns the JDK's font where the Java runtime can draw, {@link PixelFont} elsewhere. */
    static LabelFont available() {
        return Available.FONT;
    }

    /** Finds out once. */
    final class Available {
        private static final LabelFont FONT = find();

        private Available() {}

        private static LabelFont find() {
            LabelFont jdk = new JdkFont();
            try {
                jdk.render("0", 12);
                return jdk;
            } catch (RuntimeException | LinkageError | InternalError e) {
                // Without fontconfig, fonts or libfreetype the JDK throws any of these, differently from release to
                // release.
                return new PixelFont();
            }
        }
    }
}
