package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the translators of this library's classifiers; those of detectors: {@link InceptionNextDetectionTranslatorFactory}.
 *
 * <p>Inputs: {@code Image}, {@code Path}, {@code URL}, {@code String} (a path, a URL, a {@code data:} URL), {@code
 * InputStream}, {@code Input}. Outputs: {@code Classifications}; {@code float[]} or {@code byte[]}, the embedding (the
 * bytes are little-endian float32); {@code NDList}, the feature maps of strides 4, 8, 16 and 32; {@code Output}, the
 * classifications as JSON. Any input goes with any output. {@code NDList} to {@code NDList} runs the network as it is:
 * normalised float32 (batch, channels, height, width) to logits (batch, classes), and an array named {@code
 * module_method:embedding}, {@code pre_logits} or {@code features} beside the input selects another output.
 *
 * <p>Pictures are decoded, resized and cropped exactly as timm does on Pillow, except an {@code Image}, which was decoded
 * before: see {@link ExactImageFactory}.
 */
public final class InceptionNextTranslatorFactory implements TranslatorFactory, Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(InceptionNextTranslatorFactory.class);
    private static final int PICTURE_CHANNELS = 3;

    /** Makes a factory; DJL calls this by the name in a model's card. */
    public InceptionNextTranslatorFactory() {}

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return TypePairs.CLASSIFIER.all();
    }

    @Override
    public boolean isSupported(Class<?> input, Class<?> output) {
        boolean supported = TypePairs.CLASSIFIER.isSupported(input, output);
        if (!supported) {
            // On djl:// URLs DJL goes on with its default factory, whose error names NDList only.
            LOGGER.warn(TypePairs.CLASSIFIER.unsupported(input, output));
        }
        return supported;
    }

    /**
     * Makes a translator.
     *
     * @throws TranslateException if the types are not supported, or the labels do not fit the network
     * @throws IllegalArgumentException if an argument is not what it should be
     */
    @Override
    public <I, O> Translator<I, O> newInstance(Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        if (input == NDList.class && output == NDList.class) {
            @SuppressWarnings("unchecked") // I and O are both NDList
            Translator<I, O> raw = (Translator<I, O>) new NoopTranslator();
            return raw;
        }
        ModelArguments parsed = ModelArguments.of(arguments).in(model.getModelPath());
        PictureReader<I> reader = new PictureReaders(DecodeOptions.DEFAULT.withExif(parsed.exif()))
                .reader(input)
                .orElseThrow(() -> new TranslateException(TypePairs.CLASSIFIER.unsupported(input, output)));
        PredictionWriter<O> writer = new PredictionWriters(classNames(parsed, model), parsed.scores())
                .writer(output)
                .orElseThrow(() -> new TranslateException(TypePairs.CLASSIFIER.unsupported(input, output)));
        if (model.getBlock() instanceof InceptionNextBlock block && block.inChannels() != PICTURE_CHANNELS) {
            throw new TranslateException(
                    "the network takes " + block.inChannels() + " channels, a picture has 3: use NDList to NDList");
        }
        return new PictureTranslator<>(reader, EvalTransform.of(parsed.preprocessing()), writer);
    }

    private static List<String> classNames(ModelArguments arguments, Model model) throws TranslateException {
        int classes = model.getBlock() instanceof InceptionNextBlock block
                ? block.numClasses()
                : arguments.card().labels().classNames().size();
        try {
            return ClassNames.of(arguments, classes);
        } catch (IOException e) {
            throw new TranslateException("argument labels: " + e.getMessage(), e);
        }
    }
}
