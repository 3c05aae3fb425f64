package org.inceptionnext.train.batch;

import java.util.List;
import java.util.random.RandomGenerator;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.LabelledBox;

/**
 * Which pictures an epoch takes where those come more often that hold rare and badly learned classes: a box weighs the square of what
 * its class lacks to be perfect, over the class's number of boxes; a picture weighs its boxes.
 */
public final class ImageWeights {
    private ImageWeights() {}

    /**
     * Draws an epoch's pictures, with replacement. Pictures without boxes, which weigh nothing, come only where all weigh nothing.
     *
     * @param pictures at least one
     * @param precision how well each class is found so far, 0 to 1 (mAP50-95); zeros at first
     * @return as many indices as there are pictures
     */
    public static int[] order(List<BoxedPicture> pictures, double[] precision, RandomGenerator random) {
        double[] sums = sums(pictures, precision);
        double all = sums[sums.length - 1];
        int[] order = new int[pictures.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = all > 0 ? first(sums, random.nextDouble() * all) : random.nextInt(order.length);
        }
        return order;
    }

    private static double[] sums(List<BoxedPicture> pictures, double[] precision) {
        long[] counts = new long[precision.length];
        pictures.forEach(picture -> picture.boxes().forEach(box -> counts[box.classIndex()]++));
        double[] sums = new double[pictures.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            for (LabelledBox box : pictures.get(i).boxes()) {
                double lacking = 1 - precision[box.classIndex()];
                sum += lacking * lacking / counts[box.classIndex()];
            }
            sums[i] = sum;
        }
        return sums;
    }

    /** The first place whose sum is beyond a number. */
    private static int first(double[] sums, double number) {
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (sums[middle] > number) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
