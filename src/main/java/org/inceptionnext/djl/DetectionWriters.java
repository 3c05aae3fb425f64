package org.inceptionnext.djl;

import ai.djl.modality.Output;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.inceptionnext.djl.pictures.AnswerWriter;
import org.inceptionnext.djl.pictures.Placement;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;
import org.inceptionnext.vision.NonMaximumSuppression;
import org.inceptionnext.vision.PictureMapping;

/**
 * From a detector's predictions to what a user wants, by output type.
 *
 * @param suppression which boxes are kept
 * @param classNames by index
 */
record DetectionWriters(NonMaximumSuppression suppression, List<String> classNames) {
    private static final Map<Class<?>, Function<Detections, ?>> WRITERS = new LinkedHashMap<>();

    static {
        register(DetectedObjects.class, DetectionWriters::objects);
        register(Detections.class, detections -> detections);
        register(Output.class, DetectionWriters::output);
    }

    private static <O> void register(Class<O> type, Function<Detections, O> writer) {
        WRITERS.put(type, writer);
    }

    /** Returns the types that can be written. */
    static Set<Class<?>> types() {
        return WRITERS.keySet();
    }

    /** Returns the writer of a type, if there is one. */
    @SuppressWarnings("unchecked") // register() puts a function to O under Class<O>
    <O> Optional<AnswerWriter<O>> writer(Class<O> type) {
        Function<Detections, O> last = (Function<Detections, O>) WRITERS.get(type);
        return last == null ? Optional.empty() : Optional.of(new Writer<>(this, last));
    }

    /**
     * Reads predictions, (batch, boxes, numbers) or (boxes, numbers).
     *
     * @param last from what was found to what a user wants
     */
    private record Writer<O>(DetectionWriters writers, Function<Detections, O> last) implements AnswerWriter<O> {

        @Override
        public OutputKind output() {
            return OutputKind.PREDICTIONS;
        }

        @Override
        public List<O> write(NDList outputs, List<Placement> placements) {
            NDArray predictions = outputs.singletonOrThrow();
            Shape shape = predictions.getShape();
            int columns = Math.toIntExact(shape.get(shape.dimension() - 1));
            int rows = Math.toIntExact(shape.get(shape.dimension() - 2));
            FloatBuffer numbers = FloatBuffer.wrap(predictions.toFloatArray());
            List<O> answers = new ArrayList<>();
            for (Placement placement : placements) {
                int position = answers.size() * rows * columns;
                List<Detection> found = writers.suppression().apply(numbers, position, rows, columns);
                answers.add(last.apply(inPicture(found, placement.mapping().orElseThrow(), writers.classNames())));
            }
            return answers;
        }

        private static Detections inPicture(List<Detection> found, PictureMapping mapping, List<String> classNames) {
            return new Detections(
                    mapping.width(),
                    mapping.height(),
                    found.stream().map(mapping::toPicture).toList(),
                    classNames);
        }
    }

    /** In fractions of the picture's width and height, as DJL has them. */
    private static DetectedObjects objects(Detections detections) {
        List<String> names = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        List<BoundingBox> boxes = new ArrayList<>();
        for (Detection detection : detections.detections()) {
            Box box = detection.box();
            double left = box.x1() / (double) detections.width();
            double top = box.y1() / (double) detections.height();
            double right = box.x2() / (double) detections.width();
            double bottom = box.y2() / (double) detections.height();
            names.add(detections.className(detection));
            scores.add((double) detection.score());
            boxes.add(new Rectangle(left, top, right - left, bottom - top));
        }
        return new DetectedObjects(names, scores, boxes);
    }

    private static Output output(Detections detections) {
        Output output = new Output();
        output.add(objects(detections));
        output.addProperty("Content-Type", "application/json");
        return output;
    }
}
