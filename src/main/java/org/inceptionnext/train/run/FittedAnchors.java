package org.inceptionnext.train.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Weights;
import org.inceptionnext.train.anchors.AnchorTensor;
import org.inceptionnext.train.anchors.AutoAnchor;

/**
 * The anchors that a detector learns with: those of its weights, or others that fit the objects of the data set better.
 *
 * @param weights with the anchors
 * @param cells for each map its anchors' widths and heights in cells
 * @param note what was done, in words; empty if they are what they were
 */
record FittedAnchors(Weights weights, float[][][] cells, String note) {

    /** Takes the weights' anchors, and replaces them where the recipe says so and the objects ask for it. */
    static FittedAnchors of(DetectorJob job) {
        Weights weights = job.start().weights();
        Parameter parameter = weights.graph().parameters().stream()
                .filter(each -> each.role() == Role.ANCHORS)
                .findFirst()
                .orElseThrow();
        float[][][] cells = AnchorTensor.cells(weights.tensor(parameter));
        List<BoxedPicture> pictures = job.data().pictures(Split.TRAIN);
        if (!job.recipe().objective().autoAnchor()
                || pictures.stream().allMatch(picture -> picture.boxes().isEmpty())) {
            return new FittedAnchors(weights, cells, "");
        }
        List<Integer> strides = job.detector().strides();
        AutoAnchor search = new AutoAnchor(
                job.recipe().objective().anchorRatio(), AutoAnchor.usual(0).generations(), job.seed());
        AutoAnchor.Result result =
                search.check(AnchorTensor.pixels(cells, strides), strides, pictures, job.imageSize());
        if (!result.replaced()) {
            return new FittedAnchors(weights, cells, "");
        }
        Tensor fitted = tensor(parameter, result.anchors(), strides);
        String note = String.format(
                Locale.ROOT,
                "new anchors, since only %.1f %% of the objects fitted those of the network, and %.1f %% fit these: %s",
                100 * result.before().bestPossibleRecall(),
                100 * result.after().bestPossibleRecall(),
                result.rounded());
        return new FittedAnchors(with(weights, fitted), AnchorTensor.cells(fitted), note);
    }

    private static Weights with(Weights weights, Tensor anchors) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
        tensors.put(anchors.name(), anchors);
        return Weights.of(weights.graph(), tensors, weights.foldedNormalization());
    }

    private static Tensor tensor(Parameter parameter, List<List<Double>> pixels, List<Integer> strides) {
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        int i = 0;
        for (int map = 0; map < pixels.size(); map++) {
            for (double side : pixels.get(map)) {
                values[i++] = (float) (side / strides.get(map));
            }
        }
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }
}
