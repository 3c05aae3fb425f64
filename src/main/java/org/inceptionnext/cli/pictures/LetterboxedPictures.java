package org.inceptionnext.cli.pictures;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Letterbox;
import org.inceptionnext.vision.LetterboxGeometry;
import org.inceptionnext.vision.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * Pictures for a detector.
 *
 * @param letterbox the model's
 * @param keepsPixels whether the pictures themselves are needed once more
 */
record LetterboxedPictures(Letterbox letterbox, boolean keepsPixels) implements InputTransform<LetterboxedPicture> {

    @Override
    public DecodeOptions decoding() {
        return DecodeOptions.OPENCV;
    }

    @Override
    public LetterboxedPicture prepare(Pixels picture) {
        LetterboxGeometry geometry = letterbox.geometry(picture.width(), picture.height());
        float[] values = new float[geometry.elementCount()];
        letterbox.apply(picture, FloatBuffer.wrap(values), 0);
        return new LetterboxedPicture(values, geometry, keepsPixels ? Optional.of(picture) : Optional.empty());
    }

    @Override
    public <O> Translator<LetterboxedPicture, O> translator(Translator<?, O> own) {
        return new LetterboxedTranslator<>(own);
    }

    private static final class LetterboxedTranslator<O> implements Translator<LetterboxedPicture, O> {
        private static final int CHANNELS = 3;

        /** Where the model's own translator looks for the way back to the pictures. */
        private static final String GEOMETRIES = "letterbox";

        private final Translator<?, O> own;
        private final InputBuffer buffer = new InputBuffer();

        LetterboxedTranslator(Translator<?, O> own) {
            this.own = own;
        }

        @Override
        public void prepare(TranslatorContext context) throws Exception {
            own.prepare(context);
        }

        /** Null, as the model's own, if pictures have different shapes: then DJL runs them one after the other. */
        @Override
        public @Nullable Batchifier getBatchifier() {
            return own.getBatchifier();
        }

        @Override
        public NDList batchProcessInput(TranslatorContext context, List<LetterboxedPicture> pictures) {
            LetterboxGeometry first = pictures.get(0).geometry();
            context.setAttachment(
                    GEOMETRIES,
                    pictures.stream().map(LetterboxedPicture::geometry).toList());
            Shape shape = new Shape(pictures.size(), CHANNELS, first.height(), first.width());
            List<float[]> values =
                    pictures.stream().map(LetterboxedPicture::values).toList();
            return new NDList(buffer.array(context.getNDManager(), values, shape));
        }

        @Override
        public List<O> batchProcessOutput(TranslatorContext context, NDList output) throws Exception {
            return own.batchProcessOutput(context, output);
        }

        @Override
        public NDList processInput(TranslatorContext context, LetterboxedPicture picture) {
            return batchProcessInput(context, List.of(picture));
        }

        @Override
        public O processOutput(TranslatorContext context, NDList output) throws Exception {
            return own.processOutput(context, output);
        }
    }
}
