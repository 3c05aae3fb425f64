package org.inceptionnext.djl.pictures;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.Pixels;

/** How an encoded picture becomes a network's input. Immutable; for any number of threads. */
public abstract sealed class InputTransform {
    private final DecodeOptions decoding;

    private InputTransform(DecodeOptions decoding) {
        this.decoding = decoding;
    }

    /**
     * A classifier's: resized, cropped and normalised as timm does.
     *
     * @param preprocessing the model's
     * @param decoding how pictures are decoded
     */
    public static InputTransform crop(Preprocessing preprocessing, DecodeOptions decoding) {
        return new Crop(EvalTransform.of(preprocessing), decoding);
    }

    /**
     * A detector's: resized and padded as YOLOv5 does.
     *
     * @param letterbox the model's
     * @param decoding how pictures are decoded
     */
    public static InputTransform pad(Letterbox letterbox, DecodeOptions decoding) {
        return new Pad(letterbox, decoding);
    }

    DecodeOptions decoding() {
        return decoding;
    }

    /** Returns the shape that all pictures share; empty if each has its own. */
    abstract Optional<Placement> common();

    /** Returns a picture, nothing of which is computed yet. */
    abstract InputPicture picture(Pixels pixels);

    private static final class Crop extends InputTransform {
        private final EvalTransform transform;
        private final Placement placement;

        Crop(EvalTransform transform, DecodeOptions decoding) {
            super(decoding);
            this.transform = transform;
            this.placement = new Placement(transform.height(), transform.width(), Optional.empty());
        }

        @Override
        Optional<Placement> common() {
            return Optional.of(placement);
        }

        @Override
        InputPicture picture(Pixels pixels) {
            return new InputPicture() {
                @Override
                public Placement placement() {
                    return placement;
                }

                @Override
                public void writeTo(FloatBuffer target, int position) {
                    transform.apply(pixels, target, position);
                }
            };
        }
    }

    private static final class Pad extends InputTransform {
        private final Letterbox letterbox;

        Pad(Letterbox letterbox, DecodeOptions decoding) {
            super(decoding);
            this.letterbox = letterbox;
        }

        @Override
        Optional<Placement> common() {
            return letterbox.auto()
                    ? Optional.empty()
                    : Optional.of(new Placement(letterbox.height(), letterbox.width(), Optional.empty()));
        }

        @Override
        InputPicture picture(Pixels pixels) {
            LetterboxGeometry geometry = letterbox.geometry(pixels.width(), pixels.height());
            return new InputPicture() {
                @Override
                public Placement placement() {
                    return new Placement(geometry.height(), geometry.width(), Optional.of(geometry));
                }

                @Override
                public void writeTo(FloatBuffer target, int position) {
                    letterbox.apply(pixels, target, position);
                }
            };
        }
    }
}
