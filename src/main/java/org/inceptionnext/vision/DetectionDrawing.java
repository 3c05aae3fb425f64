package org.inceptionnext.vision;

import java.util.List;
import java.util.Locale;
import org.inceptionnext.vision.draw.ClassColor;
import org.inceptionnext.vision.draw.LabelFont;
import org.inceptionnext.vision.draw.TextMask;

/**
 * Draws detections into pictures: a frame around every box, with a label of class and score. Lines and letters grow with the
 * picture. A class has the same colour in every picture.
 *
 * <p>Letters are those of the JDK's logical sans-serif font; where the Java runtime has no fonts (small containers), plain ones
 * that come with this class, for letters without accents, digits and common signs.
 */
public final class DetectionDrawing {
    private static final double PICTURE_PER_LINE = 200;
    private static final int THINNEST_LINE = 2;
    private static final double PICTURE_PER_EM = 40;
    private static final int SMALLEST_EM = 11;
    private static final int LONGEST_NAME = 40;

    private final Canvas canvas;
    private final int lineWidth;
    private final int em;

    private final boolean isLabelled;

    private DetectionDrawing(Pixels picture, boolean isLabelled) {
        this.isLabelled = isLabelled;
        double size = Math.sqrt((double) picture.width() * picture.height());
        this.canvas = new Canvas(picture);
        this.lineWidth = Math.max((int) Math.rint(size / PICTURE_PER_LINE), THINNEST_LINE);
        this.em = Math.max((int) Math.rint(size / PICTURE_PER_EM), SMALLEST_EM);
    }

    /**
     * Draws detections into a copy of a picture.
     *
     * @param picture of any size; stays as it is
     * @param detections boxes in pixels of the picture; earlier ones cover later ones, so best first
     * @param classNames the label of each class index; a class beyond its end is called by its number
     * @return the picture with frames and labels, of the same size
     */
    public static Pixels draw(Pixels picture, List<Detection> detections, List<String> classNames) {
        return new DetectionDrawing(picture, false).drawn(detections, classNames);
    }

    /** Draws boxes that people labelled, whose scores say nothing and are not shown; else as {@link #draw}. */
    public static Pixels drawLabelled(Pixels picture, List<Detection> boxes, List<String> classNames) {
        return new DetectionDrawing(picture, true).drawn(boxes, classNames);
    }

    private Pixels drawn(List<Detection> detections, List<String> classNames) {
        for (int i = detections.size() - 1; i >= 0; i--) {
            frame(detections.get(i));
        }
        for (int i = detections.size() - 1; i >= 0; i--) {
            label(detections.get(i), classNames);
        }
        return canvas.pixels();
    }

    private void frame(Detection detection) {
        ClassColor color = ClassColor.of(detection.classIndex());
        int left = outer(detection.box().x1());
        int top = outer(detection.box().y1());
        int right = outer(detection.box().x2()) + lineWidth;
        int bottom = outer(detection.box().y2()) + lineWidth;
        canvas.fill(left, top, right, top + lineWidth, color);
        canvas.fill(left, bottom - lineWidth, right, bottom, color);
        canvas.fill(left, top, left + lineWidth, bottom, color);
        canvas.fill(right - lineWidth, top, right, bottom, color);
    }

    /** Above the box, or at its upper edge where there is no room above; always within the picture. */
    private void label(Detection detection, List<String> classNames) {
        TextMask text = LabelFont.available().render(text(detection, classNames), em);
        ClassColor color = ClassColor.of(detection.classIndex());
        int padding = Math.max(em / 5, 2);
        int width = text.width() + 2 * padding;
        int above = outer(detection.box().y1()) - text.height();
        int y = above >= 0 ? above : outer(detection.box().y1()) + lineWidth;
        int top = Math.max(Math.min(y, canvas.height() - text.height()), 0);
        int left = Math.max(Math.min(outer(detection.box().x1()), canvas.width() - width), 0);
        canvas.fill(left, top, left + width, top + text.height(), color);
        canvas.write(text, left + padding, top, color.ink());
    }

    /** Lines are centred on the box's edge. */
    private int outer(float edge) {
        return Math.round(edge - lineWidth / 2f);
    }

    private String text(Detection detection, List<String> classNames) {
        int index = detection.classIndex();
        String name = index < classNames.size() ? classNames.get(index) : Integer.toString(index);
        String line = name.replaceAll("\\p{Cntrl}", " ").strip();
        if (line.codePointCount(0, line.length()) > LONGEST_NAME) {
            line = line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME)) + "...";
        }
        return isLabelled ? line : String.format(Locale.ROOT, "%s %.2f", line, detection.score());
    }

    /** A picture that is drawn into; what lies outside of it is cut off. */
    private static final class Canvas {
        private static final int CHANNELS = 3;

        private final int width;
        private final int height;
        private final byte[] rgb;

        Canvas(Pixels picture) {
            this.width = picture.width();
            this.height = picture.height();
            this.rgb = picture.rgb().clone();
        }

        int width() {
            return width;
        }

        int height() {
            return height;
        }

        Pixels pixels() {
            return new Pixels(width, height, rgb);
        }

        void fill(int left, int top, int right, int bottom, ClassColor color) {
            for (int y = Math.max(top, 0); y < Math.min(bottom, height); y++) {
                for (int x = Math.max(left, 0); x < Math.min(right, width); x++) {
                    int at = (y * width + x) * CHANNELS;
                    rgb[at] = (byte) color.red();
                    rgb[at + 1] = (byte) color.green();
                    rgb[at + 2] = (byte) color.blue();
                }
            }
        }

        void write(TextMask text, int left, int top, int ink) {
            for (int y = 0; y < Math.min(text.height(), height - top); y++) {
                for (int x = 0; x < Math.min(text.width(), width - left); x++) {
                    int coverage = text.coverage(x, y);
                    int at = ((top + y) * width + left + x) * CHANNELS;
                    for (int channel = 0; channel < CHANNELS; channel++) {
                        int paper = rgb[at + channel] & 0xff;
                        rgb[at + channel] = (byte) (paper + Math.round((ink - paper) * coverage / 255f));
                    }
                }
            }
        }
    }
}
