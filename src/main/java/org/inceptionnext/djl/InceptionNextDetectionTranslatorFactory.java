package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.djl.pictures.AnswerWriter;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PictureReaders.PictureReader;
import org.inceptionnext.djl.pictures.PictureTranslator;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.NonMaximumSuppression;

/**
 * Makes the translators of this library's detectors.
 *
 * <p>Inputs: {@code Image}, {@code Path}, {@code URL}, {@code File}, {@code String} (a path, a URL, a {@code data:} URL),
 * {@code byte[]} (an encoded picture), {@code BufferedImage}, {@code InputStream}, {@code Input}. Outputs: {@code DetectedObjects}, boxes in fractions of the picture, which is turned upright
 * by its EXIF orientation; {@link Detections}, the same boxes in pixels, as float32 has them; {@code Output}, the detected
 * objects as JSON. All are best first. Any input goes with any output. {@code NDList} to {@code NDList} runs the network as
 * it is: RGB from 0 to 1, float32 (batch, 3, height, width), to boxes before any is suppressed, (batch, boxes, 5 + classes):
 * centre, width and height in pixels of the input, objectness, classes; an array named {@code module_method:raw} beside the
 * input selects the maps of the head.
 *
 * <p>Numbers and their order are those of YOLOv5 7.0: see {@link org.inceptionnext.vision.NonMaximumSuppression}, {@link
 * org.inceptionnext.vision.Letterbox}.
 */
public final class InceptionNextDetectionTranslatorFactory implements TranslatorFactory, Serializable {
    private static final long serialVersionUID = 1L;

    /** Makes a factory; DJL calls this by the name in a model's card. */
    public InceptionNextDetectionTranslatorFactory() {}

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return SupportedTypes.DETECTOR.all();
    }

    @Override
    public boolean isSupported(Class<?> input, Class<?> output) {
        return SupportedTypes.DETECTOR.isSupportedElseSaid(input, output);
    }

    /**
     * Makes a translator.
     *
     * @throws TranslateException if the types are not supported, the labels do not fit the network, or the model is none of
     *     this library's detectors
     * @throws ArgumentException if an argument is unknown or not what it should be
     */
    @Override
    public <I, O> Translator<I, O> newInstance(Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        Optional<Translator<I, O>> raw = SupportedTypes.raw(input, output, arguments);
        if (raw.isPresent()) {
            return raw.get();
        }
        if (!(model.getBlock() instanceof InceptionNextBlock block) || !block.isDetector()) {
            throw new TranslateException("the model's network is none of this library's detectors");
        }
        block.requirePictureChannels();
        ModelArguments parsed = ModelArguments.of(arguments).in(model.getModelPath());
        List<String> classNames = ClassNames.ofModel(parsed, model, block.numClasses());
        DetectionArguments detection = DetectionArguments.of(
                arguments, parsed, PicturePreparation.ofModel(arguments, parsed, model), block.stride(), classNames);
        PictureReader<I> reader = SupportedTypes.DETECTOR.reader(input, output, detection.decoding());
        NonMaximumSuppression suppression = NonMaximumSuppression.of(detection.options(), classNames.size());
        AnswerWriter<O> writer = new DetectionWriters(suppression, classNames)
                .writer(output)
                .orElseThrow(() -> new TranslateException(SupportedTypes.DETECTOR.unsupported(input, output)));
        return PictureTranslator.of(reader, InputTransform.pad(detection.letterbox(), detection.decoding()), writer);
    }
}
