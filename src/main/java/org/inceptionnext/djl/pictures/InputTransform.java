package org.inceptionnext.djl.pictures;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.data.Picture;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.LongerSide;
import org.inceptionnext.vision.PictureMapping;
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

    /**
     * A detector's, as YOLOv5's validation prepares pictures: sized first, then put into a frame without being enlarged.
     *
     * @param side the network's, in pixels
     * @param stride the network's largest
     * @param frames the frame of each picture that is not the square's; empty: all are put into the square
     * @param times notes how long that takes
     */
    public static InputTransform validation(int side, int stride, Map<String, Letterbox> frames, PictureTimes times) {
        return new Validation(
                new LongerSide(side, true), new Letterbox(side, side, false, stride, false), frames, times);
    }

    DecodeOptions decoding() {
        return decoding;
    }

    /** Returns the shape that all pictures share; empty if each has its own. */
    abstract Optional<Placement> common();

    /** Returns a picture, nothing of which is computed yet. */
    abstract InputPicture picture(Pixels pixels);

    /** Returns a picture of which it may matter which one it is. */
    InputPicture picture(Picture source, Pixels pixels) {
        return picture(pixels);
    }

    /**
     * Decodes a picture and computes its numbers, where possible while it is decoded, so that it is not in memory as a whole.
     *
     * @param encoded the whole file
     * @throws ImageDecodingException if it is no picture, or cannot be decoded
     */
    InputPicture read(Picture source, byte[] encoded) throws ImageDecodingException {
        return picture(source, ImageDecoder.decode(encoded, source.name(), decoding))
                .prepared();
    }

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

        @Override
        InputPicture read(Picture source, byte[] encoded) throws ImageDecodingException {
            float[] values = new float[transform.elementCount()];
            transform.apply(encoded, source.name(), decoding(), FloatBuffer.wrap(values), 0);
            return new InputPicture.Prepared(placement, values);
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
                    return placed(geometry);
                }

                @Override
                public void writeTo(FloatBuffer target, int position) {
                    letterbox.apply(pixels, target, position);
                }

                @Override
                public InputPicture prepared() {
                    return new InputPicture.Framed(placement(), letterbox.apply(pixels));
                }
            };
        }

        @Override
        InputPicture read(Picture source, byte[] encoded) throws ImageDecodingException {
            Letterbox.Framed framed = letterbox.apply(encoded, source.name(), decoding());
            return new InputPicture.Framed(placed(framed.geometry()), framed.pixels());
        }

        private static Placement placed(LetterboxGeometry geometry) {
            return new Placement(geometry.height(), geometry.width(), Optional.of(geometry.mapping()));
        }
    }

    private static final class Validation extends InputTransform {
        private final LongerSide sizing;
        private final Letterbox square;
        private final Map<String, Letterbox> frames;
        private final PictureTimes times;

        Validation(LongerSide sizing, Letterbox square, Map<String, Letterbox> frames, PictureTimes times) {
            super(DecodeOptions.OPENCV);
            this.times = times;
            this.sizing = sizing;
            this.square = square;
            this.frames = Map.copyOf(frames);
        }

        @Override
        Optional<Placement> common() {
            return frames.isEmpty()
                    ? Optional.of(new Placement(square.height(), square.width(), Optional.empty()))
                    : Optional.empty();
        }

        @Override
        InputPicture picture(Pixels pixels) {
            return placed(pixels, square);
        }

        @Override
        InputPicture picture(Picture source, Pixels pixels) {
            return placed(pixels, frames.getOrDefault(source.name(), square));
        }

        private InputPicture placed(Pixels pixels, Letterbox frame) {
            int width = sizing.width(pixels.width(), pixels.height());
            int height = sizing.height(pixels.width(), pixels.height());
            LetterboxGeometry geometry = frame.geometry(width, height);
            PictureMapping mapping = geometry.validationMapping(pixels.width(), pixels.height());
            return new InputPicture() {
                @Override
                public Placement placement() {
                    return new Placement(geometry.height(), geometry.width(), Optional.of(mapping));
                }

                @Override
                public void writeTo(FloatBuffer target, int position) {
                    long begin = System.nanoTime();
                    frame.apply(sizing.apply(pixels), target, position);
                    times.addPreparation(System.nanoTime() - begin);
                }
            };
        }
    }
}
