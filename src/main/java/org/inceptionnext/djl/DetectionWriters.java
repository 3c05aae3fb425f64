package org.inceptionnext.djl;

import ai.djl.modality.Output;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.Detections;

/** From what a detector found to what a user wants, by output type. */
final class DetectionWriters {
    private static final Map<Class<?>, Function<Detections, ?>> WRITERS = new LinkedHashMap<>();

    static {
        register(DetectedObjects.class, DetectionWriters::objects);
        register(Detections.class, detections -> detections);
        register(Output.class, DetectionWriters::output);
    }

    private DetectionWriters() {}

    private static <O> void register(Class<O> type, Function<Detections, O> writer) {
        WRITERS.put(type, writer);
    }

    /** Returns the types that can be written. */
    static Set<Class<?>> types() {
        return WRITERS.keySet();
    }

    /** Returns the writer of a type, if there is one. */
    @SuppressWarnings("unchecked") // register() puts a function to O under Class<O>
    static <O> Optional<Function<Detections, O>> writer(Class<O> type) {
        return Optional.ofNullable((Function<Detections, O>) WRITERS.get(type));
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
