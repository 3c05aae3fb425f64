package org.inceptionnext.cli.pictures;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.evaluate.detection.CocoEvaluator;
import org.inceptionnext.evaluate.detection.GroundTruth;
import org.inceptionnext.evaluate.detection.ScoredBox;
import org.inceptionnext.evaluate.detection.YoloEvaluator;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Letterbox;
import org.jspecify.annotations.Nullable;

/**
 * A detector over a data set of boxes: square letterbox, and the suppression of YOLOv5's validation (confidence .001, IoU .6, 300
 * boxes, several classes a row).
 */
final class DetectorEval {
    private final Console console;
    private final PictureOptions options;
    private final ChosenDetector chosen;
    private final Map<String, Object> arguments;
    private final RunSummary summary = new RunSummary();

    DetectorEval(Console console, PictureOptions options, ChosenDetector chosen, Map<String, Object> arguments) {
        this.console = console;
        this.options = options;
        this.chosen = chosen;
        this.arguments = new HashMap<>(arguments);
        DetectionOptions validation = DetectionOptions.VALIDATION;
        this.arguments.put("threshold", validation.confidence());
        this.arguments.put("iou", validation.iou());
        this.arguments.put("maxDetections", validation.maxDetections());
        this.arguments.put("multiLabel", validation.multiLabel());
    }

    /** A picture on its way: ready, or why not. */
    private record Prepared(
            BoxedPicture boxed,
            @Nullable LetterboxedPicture input,
            @Nullable IOException failure) {}

    /** Both protocols' figures, and every detection for those who want them. */
    record Figures(YoloEvaluator yolo, CocoEvaluator coco, List<PictureDetections> detections, long pictures) {}

    /** What was found in one picture, by the data set's classes. */
    record PictureDetections(BoxedPicture picture, List<ScoredBox> boxes) {}

    ExitCode exitCode() {
        return summary.exitCode();
    }

    /**
     * Runs.
     *
     * @param keep whether detections are kept to be written
     */
    Figures run(DetectionSet set, List<BoxedPicture> pictures, boolean keep)
            throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        if (chosen.model().weights().isEmpty()) {
            new WeightAccess(console).fetch(chosen.model().card());
        }
        LetterboxedPictures input = new LetterboxedPictures(letterbox(), false);
        PictureRun.Request<LetterboxedPicture, Detections> request =
                new PictureRun.Request<>(Detections.class, arguments, input, (name, picture, answer) -> {});
        int classes = set.classes().size();
        Figures figures =
                new Figures(new YoloEvaluator(classes), new CocoEvaluator(classes), new ArrayList<>(), pictures.size());
        int threads = Runtime.getRuntime().availableProcessors();
        try (LoadedModel<LetterboxedPicture, Detections> loaded =
                        LoadedModel.load(chosen.model(), request, arguments, console.globals().device);
                Progress progress = new Progress(console, pictures::size);
                ReadAhead<BoxedPicture, Prepared> ahead = new ReadAhead<>(
                        pictures.iterator(),
                        boxed -> prepare(boxed, input),
                        threads,
                        2 * Math.max(options.batchSize, threads))) {
            while (ahead.hasNext()) {
                List<Prepared> batch = new ArrayList<>();
                while (batch.size() < options.batchSize && ahead.hasNext()) {
                    batch.add(ahead.next());
                }
                answer(set, batch, loaded, figures, keep);
                progress.advance(batch.size());
            }
        }
        if (summary.count() == summary.failedCount()) {
            throw new FailureException(
                    ExitCode.NOT_FOUND, "not one picture could be read", "Look at them: inx data check");
        }
        return figures;
    }

    private Letterbox letterbox() {
        int height = chosen.model().preset().preprocessing().height();
        int width = chosen.model().preset().preprocessing().width();
        if (arguments.get("imageSize") instanceof String text) {
            height = side(text);
            width = height;
        }
        return new Letterbox(height, width, false, chosen.stride(), true);
    }

    private int side(String text) {
        int side = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (side == 0 || side % chosen.stride() != 0) {
            throw new FailureException(ExitCode.USAGE, "--image-size must be a multiple of " + chosen.stride(), "");
        }
        return side;
    }

    private static Prepared prepare(BoxedPicture boxed, LetterboxedPictures input) {
        try {
            byte[] bytes = boxed.picture().bytes();
            return new Prepared(
                    boxed, input.prepare(ImageDecoder.decode(bytes, boxed.file().toString(), input.decoding())), null);
        } catch (IOException e) {
            return new Prepared(boxed, null, e);
        }
    }

    private void answer(
            DetectionSet set,
            List<Prepared> batch,
            LoadedModel<LetterboxedPicture, Detections> loaded,
            Figures figures,
            boolean keep)
            throws TranslateException {
        List<LetterboxedPicture> inputs = new ArrayList<>();
        for (Prepared each : batch) {
            if (each.input() != null) {
                inputs.add(each.input());
            }
        }
        Iterator<Detections> answers = inputs.isEmpty()
                ? List.<Detections>of().iterator()
                : loaded.predict(inputs).iterator();
        for (Prepared each : batch) {
            if (each.failure() != null) {
                summary.failed(Failures.of(each.failure()));
                console.inputError(each.boxed().file().toString(), each.failure());
            } else {
                count(set, each.boxed(), answers.next(), figures, keep);
                summary.succeeded();
            }
        }
    }

    private static void count(DetectionSet set, BoxedPicture boxed, Detections found, Figures figures, boolean keep) {
        int[] numbers = numbers(set.classes(), found.classNames());
        List<ScoredBox> boxes = new ArrayList<>();
        for (Detection each : found.detections()) {
            int number = numbers[each.classIndex()];
            if (number >= 0) {
                boxes.add(ScoredBox.ofCorners(
                        number,
                        each.box().x1(),
                        each.box().y1(),
                        each.box().x2(),
                        each.box().y2(),
                        each.score()));
            }
        }
        List<GroundTruth> truths =
                boxed.boxes().stream().map(DetectorEval::truth).toList();
        figures.yolo().add(truths, boxes);
        figures.coco().add(truths, boxes);
        if (keep) {
            figures.detections().add(new PictureDetections(boxed, boxes));
        }
    }

    private static GroundTruth truth(LabelledBox box) {
        return new GroundTruth(
                box.classIndex(), box.x(), box.y(), box.width(), box.height(), box.area(), box.isCrowd());
    }

    /** The data set's number of each class of the detector: by name; by order where no name fits and there are as many. */
    private static int[] numbers(List<String> wanted, List<String> ofDetector) {
        int[] numbers = new int[ofDetector.size()];
        int known = 0;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = wanted.indexOf(ofDetector.get(i));
            known += numbers[i] >= 0 ? 1 : 0;
        }
        if (known == 0 && wanted.size() == numbers.length) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
            }
        } else if (known == 0) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "the detector knows no class of the data",
                    "It has " + Printable.line(String.valueOf(ofDetector), Printable.PATH_CHARS) + ", the data "
                            + Printable.line(String.valueOf(wanted), Printable.PATH_CHARS)
                            + ". Give the detector's names with --labels FILE.");
        }
        return numbers;
    }
}
