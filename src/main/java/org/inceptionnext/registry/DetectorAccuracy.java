package org.inceptionnext.registry;

/**
 * How well a detector's boxes fit those of labelled pictures, by two protocols whose numbers differ, from 0 to 1.
 *
 * @param cocoAp COCO's AP: the mean over the IoU thresholds .5 to .95
 * @param cocoAp50 COCO's AP at the IoU threshold .5
 * @param yoloMap5095 mAP50-95 by YOLOv5's rules
 * @param yoloMap50 mAP50 by YOLOv5's rules
 * @param dataset the pictures it was measured on
 * @param source who measured it, and how
 */
public record DetectorAccuracy(
        double cocoAp, double cocoAp50, double yoloMap5095, double yoloMap50, String dataset, String source) {}
