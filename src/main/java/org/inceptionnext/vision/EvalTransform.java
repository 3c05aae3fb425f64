package org.inceptionnext.vision;

import java.nio.FloatBuffer;
import java.util.List;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.vision.decode.RowSink;
import org.inceptionnext.vision.resample.Canvas;
import org.inceptionnext.vision.resample.Resampler;
import org.inceptionnext.vision.resample.ResamplingAxis;
import org.inceptionnext.vision.resample.ResamplingAxis.Window;

/**
 * timm's evaluation transform: resize as Pillow does, crop, scale to 0..1, normalise. Bit for bit what
 * {@code timm.data.create_transform} (1.0.31, on torchvision 0.22.1 and Pillow 13.0.0) gives for a picture that was converted to RGB.
 *
 * <p>Immutable; safe for use by many threads, which may fill different places of one buffer.
 */
public final class EvalTransform {
    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    private final Preprocessing preprocessing;
    private final PassOrder passOrder;
    private final long scaleHeight;
    private final long scaleWidth;
    private final float[] normalized;

    private EvalTransform(Preprocessing preprocessing, PassOrder passOrder) {
        this.preprocessing = preprocessing;
        this.passOrder = passOrder;
        this.scaleHeight = (long) Math.floor(preprocessing.height() / preprocessing.cropPct());
        this.scaleWidth = (long) Math.floor(preprocessing.width() / preprocessing.cropPct());
        this.normalized = normalized(preprocessing.mean(), preprocessing.std());
    }

    /** Returns the transform of a model card, with the pass order of Pillow 13. */
    public static EvalTransform of(Preprocessing preprocessing) {
        return of(preprocessing, PassOrder.PILLOW_13);
    }

    /**
     * Returns the transform of a model card.
     *
     * @throws IllegalArgumentException if a side or {@code cropPct} is not above 0, or there are not three means and standard
     *     deviations, or one of the latter is 0
     */
    public static EvalTransform of(Preprocessing preprocessing, PassOrder passOrder) {
        require(preprocessing.height() >= 1 && preprocessing.width() >= 1, "a side below 1 pixel", preprocessing);
        require(preprocessing.cropPct() > 0, "a cropPct that is not above 0", preprocessing);
        require(preprocessing.height() >= preprocessing.cropPct(), "a cropPct above its height", preprocessing);
        require(preprocessing.width() >= preprocessing.cropPct(), "a cropPct above its width", preprocessing);
        require(preprocessing.mean().size() == CHANNELS, "not three means", preprocessing);
        require(preprocessing.std().size() == CHANNELS, "not three standard deviations", preprocessing);
        require(!preprocessing.std().contains(0.0), "a standard deviation of 0", preprocessing);
        return new EvalTransform(preprocessing, passOrder);
    }

    private static void require(boolean holds, String fault, Preprocessing preprocessing) {
        if (!holds) {
            throw new IllegalArgumentException("preprocessing with " + fault + ": " + preprocessing);
        }
    }

    /** Returns the output's height in pixels. */
    public int height() {
        return preprocessing.height();
    }

    /** Returns the output's width in pixels. */
    public int width() {
        return preprocessing.width();
    }

    /** Returns how many floats a picture takes: 3 x {@link #height} x {@link #width}. */
    public int elementCount() {
        return CHANNELS * height() * width();
    }

    /**
     * Resizes and crops.
     *
     * @param image of any size
     * @return {@link #width} x {@link #height} pixels
     */
    public Pixels crop(Pixels image) {
        byte[] rgb = new byte[elementCount()];
        cropInto(rgb).take(image);
        return new Pixels(width(), height(), rgb);
    }

    /**
     * Decodes, resizes and crops: the pixels of {@link #crop(Pixels)}, but a photo is resized while it is decoded, and is never in memory
     * as a whole if it is an ordinary JPEG.
     *
     * @param encoded the whole file; not kept
     * @param source what errors call the picture: its path or URL
     * @param options how it is decoded
     * @return {@link #width} x {@link #height} pixels
     * @throws ImageDecodingException as of {@link ImageDecoder#decode(byte[], String, DecodeOptions)}
     */
    public Pixels crop(byte[] encoded, String source, DecodeOptions options) throws ImageDecodingException {
        byte[] rgb = new byte[elementCount()];
        ImageDecoder.decode(encoded, source, options, cropInto(rgb));
        return new Pixels(width(), height(), rgb);
    }

    private RowSink cropInto(byte[] rgb) {
        return (width, height) -> resampler(width, height, rgb)::row;
    }

    private Resampler resampler(int width, int height, byte[] rgb) {
        Size resized = resized(width, height);
        Placement columns = Placement.centred(resized.width, width());
        Placement rows = Placement.centred(resized.height, height());
        if (columns.window.count() < width() || rows.window.count() < height()) {
            fill(rgb);
        }
        return Resampler.of(
                ResamplingAxis.of(preprocessing.interpolation(), width, resized.width, columns.window),
                ResamplingAxis.of(preprocessing.interpolation(), height, resized.height, rows.window),
                passOrder.verticalFirst(width, height, resized.width, resized.height),
                new Canvas(rgb, width(), columns.padding, rows.padding));
    }

    /**
     * Resizes, crops and normalises.
     *
     * @param image of any size
     * @param target receives channels, rows, columns (R first); its own position stays
     * @param position the index of the first float in {@code target}
     * @throws IndexOutOfBoundsException if fewer than {@link #elementCount} floats fit behind {@code position}
     */
    public void apply(Pixels image, FloatBuffer target, int position) {
        normalize(crop(image), target, position);
    }

    /**
     * Decodes, resizes, crops and normalises: {@link #crop(byte[], String, DecodeOptions)}, then {@link #normalize}.
     *
     * @param encoded the whole file; not kept
     * @param source what errors call the picture: its path or URL
     * @param options how it is decoded
     * @param target receives channels, rows, columns (R first); its own position stays
     * @param position the index of the first float in {@code target}
     * @throws ImageDecodingException as of {@link ImageDecoder#decode(byte[], String, DecodeOptions)}
     * @throws IndexOutOfBoundsException if fewer than {@link #elementCount} floats fit behind {@code position}
     */
    public void apply(byte[] encoded, String source, DecodeOptions options, FloatBuffer target, int position)
            throws ImageDecodingException {
        normalize(crop(encoded, source, options), target, position);
    }

    /**
     * Normalises what {@link #crop} returned: {@code ((float) v / 255f - mean) / std}, each operation rounded to float32.
     *
     * @param cropped {@link #width} x {@link #height} pixels
     * @param target receives channels, rows, columns (R first); its own position stays
     * @param position the index of the first float in {@code target}
     * @throws IllegalArgumentException if the picture has another size
     * @throws IndexOutOfBoundsException if fewer than {@link #elementCount} floats fit behind {@code position}
     */
    public void normalize(Pixels cropped, FloatBuffer target, int position) {
        if (cropped.width() != width() || cropped.height() != height()) {
            throw new IllegalArgumentException("a crop has " + width() + " x " + height() + " pixels, not "
                    + cropped.width() + " x " + cropped.height());
        }
        if (position < 0 || position > target.limit() - elementCount()) {
            throw new IndexOutOfBoundsException(
                    elementCount() + " floats do not fit at " + position + " of a buffer of " + target.limit());
        }
        byte[] rgb = cropped.rgb();
        float[] row = new float[width()];
        int to = position;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int table = channel * LEVELS;
            int from = channel;
            for (int y = 0; y < height(); y++) {
                for (int x = 0; x < row.length; x++) {
                    row[x] = normalized[table + (rgb[from] & 0xff)];
                    from += CHANNELS;
                }
                target.put(to, row);
                to += row.length;
            }
        }
    }

    private Size resized(int width, int height) {
        return switch (preprocessing.cropMode()) {
            case SQUASH -> new Size(scaleWidth, scaleHeight);
            case CENTER -> scaleWidth == scaleHeight ? shortSide(width, height) : keepRatio(width, height);
            case BORDER -> keepRatio(width, height);
        };
    }

    /** torchvision's {@code Resize(size)}: the long side is truncated. */
    private Size shortSide(int width, int height) {
        return width <= height
                ? new Size(scaleWidth, (long) ((double) (scaleWidth * height) / width))
                : new Size((long) ((double) (scaleHeight * width) / height), scaleHeight);
    }

    /**
     * timm's {@code ResizeKeepRatio}: both sides are rounded. A side that would become 0, where Pillow raises, keeps one pixel.
     */
    private Size keepRatio(int width, int height) {
        double byHeight = (double) height / scaleHeight;
        double byWidth = (double) width / scaleWidth;
        double ratio =
                preprocessing.cropMode() == CropMode.BORDER ? Math.max(byHeight, byWidth) : Math.min(byHeight, byWidth);
        return new Size(Math.max((long) Math.rint(width / ratio), 1), Math.max((long) Math.rint(height / ratio), 1));
    }

    /** Padding is black, or the mean colour in border mode. */
    private void fill(byte[] rgb) {
        if (preprocessing.cropMode() != CropMode.BORDER) {
            return;
        }
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.rint(255 * preprocessing.mean().get(i % CHANNELS));
        }
    }

    private static float[] normalized(List<Double> mean, List<Double> std) {
        float[] table = new float[CHANNELS * LEVELS];
        for (int i = 0; i < table.length; i++) {
            float channelMean = mean.get(i / LEVELS).floatValue();
            float channelStd = std.get(i / LEVELS).floatValue();
            table[i] = ((float) (i % LEVELS) / 255f - channelMean) / channelStd;
        }
        return table;
    }

    /** A resized picture's sides, which can be far longer than the crop: 1 x 30000 pixels become 256 x 7680000. */
    private record Size(long width, long height) {}

    /**
     * Where a crop lies along one axis (torchvision's {@code center_crop}).
     *
     * @param window which part of the resized picture it shows
     * @param padding how many pixels lie before that part, where the picture is smaller than the crop
     */
    private record Placement(Window window, int padding) {

        static Placement centred(long side, int crop) {
            return side < crop
                    ? new Placement(new Window(0, (int) side), (int) (crop - side) / 2)
                    : new Placement(new Window((long) Math.rint((side - crop) / 2.0), crop), 0);
        }
    }
}
