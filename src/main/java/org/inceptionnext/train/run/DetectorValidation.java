package org.inceptionnext.train.run;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.evaluate.detection.CocoEvaluator;
import org.inceptionnext.evaluate.detection.CocoReport;
import org.inceptionnext.evaluate.detection.GroundTruth;
import org.inceptionnext.evaluate.detection.ScoredBox;
import org.inceptionnext.evaluate.detection.YoloCurve;
import org.inceptionnext.evaluate.detection.YoloEvaluator;
import org.inceptionnext.evaluate.detection.YoloReport;
import org.inceptionnext.train.batch.DetectionBatch;
import org.inceptionnext.train.batch.DetectionBatches;
import org.inceptionnext.train.detection.TargetAssignment;
import org.inceptionnext.train.run.DetectorResult.Figures;
import org.inceptionnext.train.run.DetectorResult.Terms;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.NonMaximumSuppression;
import org.inceptionnext.vision.PictureMapping;

/** How well a detector finds the objects of the pictures that it does not learn from, by YOLOv5's rules and by COCO's. */
final class DetectorValidation {
    private final DetectionBatches batches;
    private final TargetAssignment assignment;
    private final int classes;
    private final NonMaximumSuppression suppression;
    private final YoloEvaluator yolo;
    private final CocoEvaluator coco;
    private final Predictions predictions = new Predictions();
    private Terms sums = Terms.ZERO;
    private int count;

    /** @param classes of the network */
    DetectorValidation(DetectionBatches batches, TargetAssignment assignment, int classes) {
        this.batches = batches;
        this.assignment = assignment;
        this.classes = classes;
        this.suppression = NonMaximumSuppression.of(DetectionOptions.VALIDATION, classes);
        this.yolo = new YoloEvaluator(classes);
        this.coco = new CocoEvaluator(classes);
    }

    /** Judges all pictures, once. */
    void run(DetectorLearner learner) throws IOException {
        batches.forEach(0, 0, (number, batch) -> {
            learner.judge(
                    batch,
                    assignment.assign(batch.targets(), batch.height(), batch.width()),
                    (boxes, numbers, terms) -> {
                        sums = sums.plus(terms);
                        count++;
                        judge(batch, boxes, numbers);
                    });
            return true;
        });
    }

    private void judge(DetectionBatch batch, FloatBuffer boxes, int numbers) {
        int rows = boxes.remaining() / numbers / batch.count();
        for (int i = 0; i < batch.count(); i++) {
            PictureMapping mapping = batch.mappings().get(i);
            List<Detection> detections = new ArrayList<>();
            List<ScoredBox> found = new ArrayList<>();
            for (Detection each : suppression.apply(boxes, i * rows * numbers, rows, numbers)) {
                Detection own = mapping.toPicture(each);
                detections.add(own);
                found.add(ScoredBox.ofCorners(
                        own.classIndex(),
                        own.box().x1(),
                        own.box().y1(),
                        own.box().x2(),
                        own.box().y2(),
                        own.score()));
            }
            List<GroundTruth> truths = batch.pictures().get(i).boxes().stream()
                    .map(DetectorValidation::truth)
                    .toList();
            predictions.add(batch.pictures().get(i), detections);
            yolo.add(truths, found);
            coco.add(truths, found);
        }
    }

    private static GroundTruth truth(LabelledBox box) {
        return new GroundTruth(
                box.classIndex(), box.x(), box.y(), box.width(), box.height(), box.area(), box.isCrowd());
    }

    Terms terms() {
        return sums.over(count);
    }

    /** Returns how precisely each class is found, mAP50-95; 0 for one without objects. */
    List<Double> precision() {
        List<Double> precision = new ArrayList<>(Collections.nCopies(classes, 0.0));
        report().classes().forEach(each -> precision.set(each.classIndex(), each.ap5095()));
        return precision;
    }

    /** Returns some of the pictures with what was found in them. */
    Predictions predictions() {
        return predictions;
    }

    List<YoloCurve> curves() {
        return yolo.curves();
    }

    YoloReport report() {
        return yolo.report();
    }

    Figures figures() {
        YoloReport report = report();
        CocoReport byCoco = coco.report();
        return new Figures(
                report.meanPrecision(),
                report.meanRecall(),
                report.map50(),
                report.map5095(),
                byCoco.ap50(),
                byCoco.ap());
    }
}
