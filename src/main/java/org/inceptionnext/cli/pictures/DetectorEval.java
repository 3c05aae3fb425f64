package org.inceptionnext.cli.pictures;

import ai.djl.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Progress;
import org.inceptionnext.cli.console.RunSummary;
import org.inceptionnext.cli.options.ModelOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.data.detection.RectangularBatches;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResults;
import org.inceptionnext.djl.pictures.PictureTimes;
import org.inceptionnext.djl.pictures.PredictionException;
import org.inceptionnext.evaluate.detection.CocoEvaluator;
import org.inceptionnext.evaluate.detection.GroundTruth;
import org.inceptionnext.evaluate.detection.ScoredBox;
import org.inceptionnext.evaluate.detection.YoloEvaluator;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.Letterbox;
import org.jspecify.annotations.Nullable;

/**
 * A detector over a data set of boxes as in YOLOv5's validation: pictures are sized and put into squares, or into frames of their
 * own shapes; suppression with confidence .001, IoU .6, 300 boxes, several classes a row.
 */
final class DetectorEval {
    private final Console console;
    private final ModelOptions options;
    private final ChosenDetector chosen;
    private final Map<String, Object> arguments;
    private final boolean rectangular;
    private final RunSummary summary = new RunSummary();

    DetectorEval(
            Console console,
            ModelOptions options,
            ChosenDetector chosen,
            Map<String, Object> arguments,
            boolean rectangular) {
        this.rectangular = rectangular;
        this.console = console;
        this.options = options;
        this.chosen = chosen;
        this.arguments = new HashMap<>(arguments);
        DetectionOptions validation = DetectionOptions.VALIDATION;
        this.arguments.put("threshold", validation.confidence());
        this.arguments.put("iou", validation.iou());
        this.arguments.put("maxDetections", validation.maxDetections());
        this.arguments.put("multiLabel", validation.multiLabel());
        if (rectangular) {
            this.arguments.put("letterbox", "auto");
        }
    }

    /** Both protocols' figures, and every detection for those who want them. */
    record Figures(
            YoloEvaluator yolo,
            CocoEvaluator coco,
            List<PictureDetections> detections,
            long pictures,
            PictureTimes times) {}

    /** What was found in one picture, by the data set's classes. */
    record PictureDetections(BoxedPicture picture, List<ScoredBox> boxes) {}

    ExitCode exitCode() {
        return summary.exitCode();
    }

    /**
     * Runs.
     *
     * @param keep whether detections are kept to be written
     * @param page shows each picture; null: nobody looks at them
     */
    Figures run(DetectionSet set, List<BoxedPicture> pictures, boolean keep, @Nullable DetectorEvalPage page)
            throws IOException, ModelException {
        if (chosen.model().weights().isEmpty()) {
            new WeightAccess(console).fetch(chosen.model().card());
        }
        PictureTimes times = new PictureTimes();
        InputTransform transform = InputTransform.validation(side(), chosen.stride(), frames(pictures), times);
        try (PicturePredictor<Detections> predictor = PicturePredictor.loading(
                        transform, () -> PictureRun.load(console, chosen.model(), Detections.class, arguments))
                .batchSize(options.batchSize)
                .timedBy(times)) {
            if (page != null) {
                predictor.keepingPixels();
            }
            int classes = set.classes().size();
            Figures figures = new Figures(
                    new YoloEvaluator(classes), new CocoEvaluator(classes), new ArrayList<>(), pictures.size(), times);
            Taking taking = new Taking(set, figures, keep, page);
            run(predictor, pictures, taking);
            return figures;
        } catch (PredictionException e) {
            throw PictureRun.causeOf(e);
        }
    }

    /** Where answers go. */
    private record Taking(
            DetectionSet set,
            Figures figures,
            boolean keep,
            @Nullable DetectorEvalPage page) {}

    private void run(PicturePredictor<Detections> predictor, List<BoxedPicture> pictures, Taking taking) {
        Iterator<BoxedPicture> truths = pictures.iterator();
        try (Progress progress = new Progress(console, pictures::size);
                PictureResults<Detections> results = predictor.predict(
                        pictures.stream().map(BoxedPicture::picture).iterator())) {
            while (results.hasNext()) {
                answer(truths.next(), results.next(), taking);
                progress.advance(1);
            }
        }
        if (summary.count() == summary.failedCount()) {
            throw new FailureException(
                    ExitCode.NOT_FOUND, "not one picture could be read", "Look at them: inx data check");
        }
    }

    /** The frame of each picture by its name; none where all are squares. */
    private Map<String, Letterbox> frames(List<BoxedPicture> pictures) {
        if (!rectangular) {
            return Map.of();
        }
        RectangularBatches batches = RectangularBatches.of(
                pictures, options.batchSize, side(), chosen.stride(), RectangularBatches.VALIDATION_PADDING);
        Map<String, Letterbox> frames = new HashMap<>();
        for (int position = 0; position < batches.order().length; position++) {
            frames.put(
                    pictures.get(batches.order()[position]).picture().name(),
                    batches.frames().get(position / options.batchSize));
        }
        return frames;
    }

    private int side() {
        return arguments.get("imageSize") instanceof String text
                ? side(text)
                : Math.max(
                        chosen.model().preprocessing().height(),
                        chosen.model().preprocessing().width());
    }

    private int side(String text) {
        int side = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (side == 0 || side % chosen.stride() != 0) {
            throw new FailureException(ExitCode.USAGE, "--image-size must be a multiple of " + chosen.stride(), "");
        }
        return side;
    }

    private void answer(BoxedPicture boxed, PictureResult<Detections> result, Taking taking) {
        if (result instanceof PictureResult.Answered<Detections> answered) {
            count(boxed, answered, taking);
            summary.succeeded();
        } else if (result instanceof PictureResult.Failed<Detections> failed) {
            Failure failure = Failures.of(failed.cause());
            summary.failed(failure);
            console.inputError(boxed.file().toString(), failed.cause());
            if (taking.page() != null) {
                taking.page().failed(boxed, failure);
            }
        }
    }

    private static void count(BoxedPicture boxed, PictureResult.Answered<Detections> answered, Taking taking) {
        Detections found = answered.answer();
        int[] numbers = numbers(taking.set().classes(), found.classNames());
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
        int[] met = taking.figures().yolo().add(truths, boxes);
        taking.figures().coco().add(truths, boxes);
        PictureDetections picture = new PictureDetections(boxed, boxes);
        if (taking.keep()) {
            taking.figures().detections().add(picture);
        }
        if (taking.page() != null) {
            taking.page().add(picture, met, answered.pixels());
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
