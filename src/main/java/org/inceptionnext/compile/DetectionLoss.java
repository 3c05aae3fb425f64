package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.List;

/**
 * What a detector's errors cost: the three terms of YOLOv5's loss. Each is a mean, so that neither the number of objects nor that
 * of cells changes its size.
 *
 * @param gains what the terms are multiplied by
 * @param objectnessWeight how much more a cell with an object counts than one without
 * @param classWeight how much more a box's own class counts than the others
 * @param focalGamma how much less what is nearly right counts (Lin et al., <a href="https://arxiv.org/abs/1708.02002">arXiv
 *     1708.02002</a>), with an alpha of .25; 0: as much
 * @param smoothing the share of a class that all get alike
 * @param balance what the objectness of each map is multiplied by, finest first
 */
public record DetectionLoss(
        Gains gains,
        double objectnessWeight,
        double classWeight,
        double focalGamma,
        double smoothing,
        List<Double> balance) {
    private static final int USUAL_MAPS = 3;
    private static final double USUAL_SIDE = 640;
    private static final double USUAL_CLASSES = 80;

    public DetectionLoss {
        balance = List.copyOf(balance);
    }

    /**
     * What the terms are multiplied by.
     *
     * @param box one minus the complete IoU, of the cells that look for an object
     * @param objectness of all cells
     * @param classes of the cells that look for an object
     */
    public record Gains(double box, double objectness, double classes) {

        /**
         * Returns the gains of a network, from those of a recipe: they are for three maps, eighty classes and pictures of 640 x
         * 640.
         *
         * @param imageSize the side of the pictures in pixels
         */
        public Gains scaled(int maps, int numClasses, int imageSize) {
            double perMap = (double) USUAL_MAPS / maps;
            return new Gains(
                    box * perMap,
                    objectness * Math.pow(imageSize / USUAL_SIDE, 2) * perMap,
                    classes * numClasses / USUAL_CLASSES * perMap);
        }
    }

    /** Returns YOLOv5's balance of the objectness of maps: the finest has most cells, and most without an object. */
    public static List<Double> balance(int maps) {
        List<Double> usual = maps == USUAL_MAPS ? List.of(4.0, 1.0, 0.4) : List.of(4.0, 1.0, 0.25, 0.06, 0.02);
        List<Double> balance = new ArrayList<>();
        for (int map = 0; map < maps; map++) {
            balance.add(usual.get(Math.min(map, usual.size() - 1)));
        }
        return balance;
    }
}
