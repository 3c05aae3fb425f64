package org.inceptionnext.evaluate.detection;

import java.util.List;
import java.util.Map;

/**
 * COCO's figures. -1 stands for "no object of this kind", as in COCO's own.
 *
 * @param ap mean over IoU .50 to .95
 * @param ap50 at IoU .50
 * @param ap75 at IoU .75
 * @param apSmall objects up to 32 x 32
 * @param apMedium objects from 32 x 32 to 96 x 96
 * @param apLarge objects from 96 x 96
 * @param ar1 recall with one detection for each picture and class
 * @param ar10 with ten
 * @param ar100 with a hundred
 * @param arSmall with a hundred, small objects
 * @param arMedium medium ones
 * @param arLarge large ones
 * @param apByThreshold for each of the ten IoU thresholds
 * @param classes each class, by number; also those without an object
 */
public record CocoReport(
        double ap,
        double ap50,
        double ap75,
        double apSmall,
        double apMedium,
        double apLarge,
        double ar1,
        double ar10,
        double ar100,
        double arSmall,
        double arMedium,
        double arLarge,
        List<Double> apByThreshold,
        List<CocoClass> classes) {

    /**
     * One class.
     *
     * @param ap50 at IoU .50
     * @param ap75 at IoU .75
     * @param byArea average precision and recall at a hundred detections for each size
     */
    public record CocoClass(double ap50, double ap75, Map<CocoArea, ApAndRecall> byArea) {}

    /**
     * Two figures.
     *
     * @param ap mean over IoU .50 to .95
     * @param ar100 recall with a hundred detections
     */
    public record ApAndRecall(double ap, double ar100) {}

    /** Returns the twelve numbers in COCO's order. */
    public List<Double> summary() {
        return List.of(ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge);
    }
}
