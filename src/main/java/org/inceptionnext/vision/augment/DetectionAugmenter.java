package org.inceptionnext.vision.augment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.Pixels;

/**
 * Makes pictures to learn from, in YOLOv5's order: four put together or one letterboxed, warped, two blended, colours changed, mirrored.
 * What is drawn comes from the generator that is handed over, so that equal generators give equal pictures.
 */
public final class DetectionAugmenter {
    private static final double MIXUP_BETA = 32;

    private final DetectionAugmentation augmentation;
    private final Source source;
    private final int side;

    /** The pictures to draw from. */
    public interface Source {
        /** Returns how many pictures there are. */
        int count();

        /**
         * Returns a picture whose longer side is the network's.
         *
         * @throws IOException if it cannot be read
         */
        Pixels pixels(int index) throws IOException;

        /** Returns its boxes: rows of class, centre x, centre y, width, height in fractions; not to be written to. */
        float[] rows(int index);
    }

    /**
     * A picture to learn from.
     *
     * @param pixels square
     * @param rows its boxes, cut off at the edges: class, centre x, centre y, width, height in fractions
     */
    public record Augmented(Pixels pixels, float[] rows) {}

    /** @param side of the network's input in pixels */
    public DetectionAugmenter(DetectionAugmentation augmentation, Source source, int side) {
        this.augmentation = augmentation;
        this.source = source;
        this.side = side;
    }

    /**
     * Makes one, square.
     *
     * @param index of the picture
     * @throws IOException if a picture cannot be read
     */
    public Augmented apply(int index, RandomGenerator random) throws IOException {
        BoxedPixels picture;
        if (random.nextDouble() < augmentation.mosaic()) {
            picture = mosaic(index, random);
            if (random.nextDouble() < augmentation.mixup()) {
                BoxedPixels other = mosaic(random.nextInt(source.count()), random);
                picture = mixed(picture, other, Beta.draw(MIXUP_BETA, random));
            }
        } else {
            BoxedPixels placed = letterboxed(index);
            picture = warp(placed.pixels(), 0, random).apply(placed);
        }
        return mirrored(coloured(picture.pixels(), random), picture.fractions(), random);
    }

    private Warp warp(Pixels pixels, int border, RandomGenerator random) {
        return Warp.of(Warp.Drawn.of(augmentation, random), augmentation.perspective() > 0, pixels, border);
    }

    private BoxedPixels letterboxed(int index) throws IOException {
        Pixels pixels = source.pixels(index);
        Letterbox frame = Letterbox.square(side);
        LetterboxGeometry geometry = frame.geometry(pixels.width(), pixels.height());
        float[] boxes = BoxedPixels.placed(
                source.rows(index),
                (float) (geometry.ratio() * pixels.width()),
                (float) (geometry.ratio() * pixels.height()),
                (float) geometry.padX(),
                (float) geometry.padY());
        return new BoxedPixels(frame.apply(pixels), boxes);
    }

    private BoxedPixels mosaic(int index, RandomGenerator random) throws IOException {
        Mosaic mosaic = Mosaic.of(side, random);
        int[] indices = new int[Mosaic.PICTURES];
        indices[0] = index;
        for (int i = 1; i < indices.length; i++) {
            indices[i] = random.nextInt(source.count());
        }
        shuffle(indices, random);
        List<Pixels> pixels = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int each : indices) {
            pixels.add(source.pixels(each));
            rows.add(source.rows(each));
        }
        BoxedPixels canvas = mosaic.apply(pixels, rows);
        return warp(canvas.pixels(), -side / 2, random).apply(canvas);
    }

    private static void shuffle(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = values[i];
            values[i] = values[other];
            values[other] = kept;
        }
    }

    /** Both pictures' boxes count in full. */
    static BoxedPixels mixed(BoxedPixels a, BoxedPixels b, double share) {
        byte[] rgb = new byte[a.pixels().rgb().length];
        byte[] first = a.pixels().rgb();
        byte[] second = b.pixels().rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (int) ((first[i] & 0xff) * share + (second[i] & 0xff) * (1 - share));
        }
        float[] boxes = new float[a.boxes().length + b.boxes().length];
        System.arraycopy(a.boxes(), 0, boxes, 0, a.boxes().length);
        System.arraycopy(b.boxes(), 0, boxes, a.boxes().length, b.boxes().length);
        return new BoxedPixels(new Pixels(a.pixels().width(), a.pixels().height(), rgb), boxes);
    }

    private Pixels coloured(Pixels pixels, RandomGenerator random) {
        boolean changes = augmentation.hue() > 0 || augmentation.saturation() > 0 || augmentation.value() > 0;
        return changes ? HsvShift.of(augmentation, random).apply(pixels) : pixels;
    }

    private Augmented mirrored(Pixels picture, float[] rows, RandomGenerator random) {
        Pixels pixels = picture;
        if (random.nextDouble() < augmentation.flipUpDown()) {
            pixels = Mirror.vertical(pixels);
            mirror(rows, 2);
        }
        if (random.nextDouble() < augmentation.flipLeftRight()) {
            pixels = Mirror.horizontal(pixels);
            mirror(rows, 1);
        }
        return new Augmented(pixels, rows);
    }

    private static void mirror(float[] rows, int coordinate) {
        for (int at = coordinate; at < rows.length; at += BoxedPixels.FIELDS) {
            rows[at] = 1 - rows[at];
        }
    }
}
