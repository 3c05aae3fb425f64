package org.inceptionnext.registry;

import java.util.List;

/**
 * How a picture becomes the input of a network: the part of a model card that decides the pixels.
 *
 * <p>The words are timm's ({@code input_size}, {@code crop_pct}, {@code interpolation}, {@code mean}, {@code std}).
 *
 * @param height the input's height in pixels
 * @param width the input's width in pixels
 * @param cropPct the share of the resized short side that the crop keeps, above 0
 * @param cropMode what happens to the aspect ratio
 * @param interpolation the resampling filter
 * @param mean per channel (R, G, B), subtracted after scaling to 0..1
 * @param std per channel (R, G, B), divided by after subtracting {@code mean}
 */
public record Preprocessing(
        int height,
        int width,
        double cropPct,
        CropMode cropMode,
        Interpolation interpolation,
        List<Double> mean,
        List<Double> std) {

    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /** What happens to a picture's aspect ratio, in timm's words. */
    public enum CropMode {
        /** Short side to the scale size, then the centre. */
        CENTER,
        /** Both sides to the scale size, aspect ratio given up. */
        SQUASH,
        /** Long side to the scale size, the rest padded with the mean colour. */
        BORDER
    }

    /** Pillow's resampling filters. */
    public enum Interpolation {
        BILINEAR,
        BICUBIC
    }
}
