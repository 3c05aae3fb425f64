package org.inceptionnext.cli.pictures;

import ai.djl.translate.Translator;
import java.nio.FloatBuffer;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Pixels;

/** Pictures for a classifier: resized, cropped, normalised; channels, rows, columns. */
final class CroppedPictures implements InputTransform<float[]> {
    private final Preprocessing preprocessing;
    private final EvalTransform transform;
    private final DecodeOptions decoding;
    private final Class<?> answer;

    /**
     * @param answer the type of the network's answer: a {@code float[]} is an embedding
     */
    CroppedPictures(ChosenModel chosen, PresetOptions options, Class<?> answer) {
        this.preprocessing = chosen.preprocessing();
        this.transform = EvalTransform.of(preprocessing);
        this.decoding = DecodeOptions.DEFAULT.withExif(options.exif);
        this.answer = answer;
    }

    @Override
    public DecodeOptions decoding() {
        return decoding;
    }

    @Override
    public float[] prepare(Pixels picture) {
        float[] values = new float[transform.elementCount()];
        transform.apply(picture, FloatBuffer.wrap(values), 0);
        return values;
    }

    @Override
    public <O> Translator<float[], O> translator(Translator<?, O> own) {
        return new PreparedTranslator<>(own, preprocessing, answer == float[].class);
    }
}
