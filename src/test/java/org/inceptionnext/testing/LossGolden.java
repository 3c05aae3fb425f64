package org.inceptionnext.testing;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a detector's loss is, from {@code loss/<name>.json}: float32 and float64 terms, gradients, and in some the assigned cells. */
public record LossGolden(
        String name,
        int nc,
        int imageSize,
        int batch,
        Source source,
        Hyper hyper,
        List<Double> balance,
        List<List<Double>> targets,
        float[][][] anchorsGrid,
        Result result,
        List<Layer> layers) {

    /** Reads one. */
    public static LossGolden of(String name) {
        return GoldenResource.read("yolo/loss/" + name, LossGolden.class);
    }

    /** Formula tensors of these names between these bounds, or a network's. */
    public record Source(String kind, @Nullable List<String> names, double lo, double hi) {}

    /** The settings by the original's names. */
    public record Hyper(
            double box,
            double cls,
            double obj,
            @SerializedName("cls_pw") double classWeight,
            @SerializedName("obj_pw") double objectnessWeight,
            @SerializedName("anchor_t") double ratio,
            @SerializedName("fl_gamma") double focalGamma,
            @SerializedName("label_smoothing") double smoothing) {}

    /** Both precisions. */
    public record Result(Terms float32, Terms float64) {}

    /** The three terms and what is differentiated. */
    public record Terms(double box, double obj, double cls, double total) {}

    /** One map. */
    public record Layer(
            int map,
            List<Long> shape,
            int count,
            @Nullable List<Integer> image,
            @Nullable List<Integer> anchor,
            @Nullable List<Integer> gridY,
            @Nullable List<Integer> gridX,
            @Nullable List<Integer> targetClass,
            @Nullable List<List<Float>> tbox,
            @Nullable List<List<Float>> anchorWh,
            int duplicateCells,
            Gradient gradient,
            @Nullable ObjectTargets objectTargets) {}

    /** Of the total, with respect to the map: some elements, and all of some assigned cells. */
    public record Gradient(
            double l2,
            List<Integer> index,
            double[] float64,
            @Nullable List<Integer> positiveIndex,
            double @Nullable [] positiveFloat64) {}

    /** Rows of image, anchor, row, column, and what objectness is to be there. */
    public record ObjectTargets(List<List<Double>> rows) {}

    /** Returns the objects as {@link org.inceptionnext.train.detection.TargetAssignment} takes them. */
    public float[] targetRows() {
        float[] rows = new float[6 * targets.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = targets.get(i / 6).get(i % 6).floatValue();
        }
        return rows;
    }
}
