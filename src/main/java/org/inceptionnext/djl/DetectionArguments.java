package org.inceptionnext.djl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.Letterbox;

/**
 * What a user asked of a detector, checked: see {@link InceptionNextDetectionTranslatorFactory}.
 *
 * @param options which boxes are kept
 * @param letterbox how pictures become the input
 * @param decoding how pictures are read
 */
record DetectionArguments(DetectionOptions options, Letterbox letterbox, DecodeOptions decoding) {

    /** Whether all pictures become inputs of one shape, or each the smallest that holds it. */
    enum Fit {
        SQUARE,
        AUTO
    }

    /**
     * Reads the arguments.
     *
     * @param arguments as DJL hands them over
     * @param model what is in them for every model
     * @param pictures how pictures are prepared
     * @param stride the network's largest
     * @param classNames by index; a user may name classes either way
     * @throws ArgumentException if one is not what it should be
     */
    static DetectionArguments of(
            Map<String, ?> arguments,
            ModelArguments model,
            Preprocessing pictures,
            int stride,
            List<String> classNames) {
        DetectionOptions defaults = DetectionOptions.DETECT;
        DetectionOptions options = new DetectionOptions(
                Arguments.THRESHOLD.in(arguments).orElse(defaults.confidence()),
                iou(arguments).orElse(defaults.iou()),
                Arguments.MAX_DETECTIONS.in(arguments).orElse(defaults.maxDetections()),
                Arguments.MULTI_LABEL.in(arguments).orElse(defaults.multiLabel()),
                Arguments.AGNOSTIC.in(arguments).orElse(defaults.agnostic()),
                classes(arguments, classNames));
        return new DetectionArguments(
                options, letterbox(arguments, pictures, stride), DecodeOptions.OPENCV.withExif(model.exif()));
    }

    /** Ours, or DJL's name for it, which the card has too. */
    private static Optional<Double> iou(Map<String, ?> arguments) {
        Optional<Double> iou = Arguments.IOU.in(arguments);
        Object djls = arguments.get("nmsThreshold");
        if (iou.isPresent() || djls == null) {
            return iou;
        }
        return Optional.of(Arguments.IOU
                .type()
                .parser()
                .parse(djls)
                .orElseThrow(() -> ArgumentException.wrong(
                        "nmsThreshold", djls, Arguments.IOU.type().allowed())));
    }

    private static Letterbox letterbox(Map<String, ?> arguments, Preprocessing pictures, int stride) {
        int height = pictures.height();
        int width = pictures.width();
        if (height % stride != 0 || width % stride != 0) {
            throw ArgumentException.wrong(Arguments.IMAGE_SIZE.name(), height + "x" + width, "multiples of " + stride);
        }
        Letterbox square = new Letterbox(height, width, false, stride, true);
        return switch (Arguments.LETTERBOX.in(arguments).orElse(Fit.SQUARE)) {
            case SQUARE -> square;
            case AUTO -> square.withAuto(stride);
        };
    }

    private static Set<Integer> classes(Map<String, ?> arguments, List<String> classNames) {
        Set<Integer> classes = new TreeSet<>();
        for (String text : Arguments.CLASS_FILTER.in(arguments).orElse(List.of())) {
            int index = text.matches("\\d{1,9}") ? Integer.parseInt(text) : classNames.indexOf(text);
            if (index < 0 || index >= classNames.size()) {
                throw ArgumentException.wrong(
                        Arguments.CLASS_FILTER.name(),
                        text,
                        "numbers from 0 to " + (classNames.size() - 1) + ", or names of the model's classes");
            }
            classes.add(index);
        }
        return classes;
    }
}
