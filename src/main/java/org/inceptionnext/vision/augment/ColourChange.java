package org.inceptionnext.vision.augment;

import org.inceptionnext.vision.Pixels;

/**
 * Pillow's {@code ImageEnhance}: each sample is blended with that of a duller picture, {@code dull + factor * (sample - dull)} in
 * float32, truncated and cut to a byte.
 */
public enum ColourChange {
    /** Towards black. */
    BRIGHTNESS {
        @Override
        void blend(byte[] rgb, float factor) {
            Blending.withLevel(rgb, 0, factor);
        }
    },
    /** Towards the picture's mean gray. */
    CONTRAST {
        @Override
        void blend(byte[] rgb, float factor) {
            Blending.withLevel(rgb, Blending.meanGray(rgb), factor);
        }
    },
    /** Towards the gray of each pixel; Pillow's Color, torchvision's saturation. */
    SATURATION {
        @Override
        void blend(byte[] rgb, float factor) {
            for (int i = 0; i < rgb.length; i += 3) {
                int gray = Blending.gray(rgb, i);
                for (int c = i; c < i + 3; c++) {
                    rgb[c] = Blending.blended(gray, rgb[c] & 0xff, factor);
                }
            }
        }
    };

    /**
     * Returns the changed picture.
     *
     * @param factor 0 for the dull picture, 1 for the picture itself; more exaggerates it
     */
    public Pixels apply(Pixels picture, double factor) {
        if (factor == 1) {
            return picture;
        }
        byte[] rgb = picture.rgb().clone();
        blend(rgb, (float) factor);
        return new Pixels(picture.width(), picture.height(), rgb);
    }

    abstract void blend(byte[] rgb, float factor);
}
