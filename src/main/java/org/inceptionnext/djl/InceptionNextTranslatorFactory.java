package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.djl.pictures.AnswerWriter;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PictureReaders.PictureReader;
import org.inceptionnext.djl.pictures.PictureTranslator;
import org.inceptionnext.djl.training.TrainableBlock;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.vision.DecodeOptions;

/**
 * Makes the translators of this library's classifiers; those of detectors: {@link InceptionNextDetectionTranslatorFactory}.
 *
 * <p>Inputs: {@code Image}, {@code Path}, {@code URL}, {@code String} (a path, a URL, a {@code data:} URL), {@code
 * File}, {@code byte[]} (an encoded picture), {@code BufferedImage}, {@code InputStream}, {@code Input}. Outputs: {@code Classifications}; {@code float[]} or {@code byte[]}, the embedding (the
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

    /** Makes a factory; DJL calls this by the name in a model's card. */
    public InceptionNextTranslatorFactory() {}

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return SupportedTypes.CLASSIFIER.all();
    }

    @Override
    public boolean isSupported(Class<?> input, Class<?> output) {
        return SupportedTypes.CLASSIFIER.isSupportedElseSaid(input, output);
    }

    /**
     * Makes a translator.
     *
     * @throws TranslateException if the types are not supported, or the labels do not fit the network
     * @throws ArgumentException if an argument is unknown or not what it should be
     */
    @Override
    public <I, O> Translator<I, O> newInstance(Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        Optional<Translator<I, O>> raw = SupportedTypes.raw(input, output, arguments);
        if (raw.isPresent()) {
            return raw.get();
        }
        ModelArguments parsed = ModelArguments.of(arguments).in(model.getModelPath());
        DecodeOptions decoding = DecodeOptions.DEFAULT.withExif(parsed.exif());
        PictureReader<I> reader = SupportedTypes.CLASSIFIER.reader(input, output, decoding);
        AnswerWriter<O> writer = new PredictionWriters(
                        ClassNames.ofModel(parsed, model, classes(parsed, model)), parsed.scores())
                .writer(output)
                .orElseThrow(() -> new TranslateException(SupportedTypes.CLASSIFIER.unsupported(input, output)));
        if (model.getBlock() instanceof InceptionNextBlock block) {
            block.requirePictureChannels();
        }
        return PictureTranslator.of(
                reader, InputTransform.crop(PicturePreparation.ofModel(arguments, parsed, model), decoding), writer);
    }

    private static int classes(ModelArguments arguments, Model model) {
        if (model.getBlock() instanceof TrainableBlock block) {
            return block.graph().output(OutputKind.LOGITS).channels();
        }
        return model.getBlock() instanceof InceptionNextBlock block
                ? block.numClasses()
                : arguments.card().labels().classNames().size();
    }
}
