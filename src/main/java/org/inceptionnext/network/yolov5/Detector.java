package org.inceptionnext.network.yolov5;

import java.util.List;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Graph;

/**
 * A detector as it was built from its rows.
 *
 * <p>The graph's outputs are {@code predictions}, shape {@code (batch, boxes, 5 + classes)}: centre, width and height in
 * pixels of the input, objectness and classes from 0 to 1, before any box is suppressed; and {@code raw_0}, {@code raw_1}
 * ..., shape {@code (batch, anchors, height / stride, width / stride, 5 + classes)}. The boxes stand by map, anchor, row and
 * column. The input is RGB from 0 to 1. Every batch normalisation has the eps 1e-3 that training in YOLOv5 gives it; see
 * {@link #withBackboneEps} and {@link Graph#withBatchNormEps}.
 *
 * @param graph the network
 * @param rows what it was built from
 * @param saved the numbers of the rows that others than the next one read, ascending, as often as they are read
 * @param strides of the maps on which boxes are found, in pixels
 * @param initialAnchors the file's anchors in cells of their maps, as the checkpoint's tensor; a checkpoint has its own
 * @param warnings what a reader of the rows would not expect
 */
public record Detector(
        Graph graph,
        List<BuiltRow> rows,
        List<Integer> saved,
        List<Integer> strides,
        Tensor initialAnchors,
        List<String> warnings) {

    public Detector {
        rows = List.copyOf(rows);
        saved = List.copyOf(saved);
        strides = List.copyOf(strides);
        warnings = List.copyOf(warnings);
    }

    /**
     * Returns the network with another eps in the backbone's batch normalisations: 1e-5 for the weights of a classifier,
     * which was trained with it.
     *
     * @param eps of the backbone; the other rows keep theirs
     */
    public Graph withBackboneEps(double eps) {
        return graph.withBatchNormEps(
                scope -> scope.startsWith(RowAssembly.BACKBONE_SCOPE + ".") ? eps : ConvBlock.BATCH_NORM_EPS);
    }
}
