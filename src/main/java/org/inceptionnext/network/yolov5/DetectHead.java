package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.inceptionnext.network.Window;

/**
 * The head {@code Detect}: a 1x1 convolution on each map, and the boxes that it says.
 *
 * @param strides of the maps
 * @param anchors widths and heights in cells, as the checkpoint's tensor
 */
record DetectHead(List<Integer> strides, Tensor anchors) {
    static final String NAME = "Detect";

    /** Centre, width, height and objectness. */
    static final int BOX_NUMBERS = 5;

    /** Builds the head and declares the graph's outputs. */
    static DetectHead build(GraphBuilder at, List<Value> maps, int numClasses, Anchors anchors) {
        List<Integer> strides = maps.stream().map(DetectHead::stride).toList();
        List<List<Double>> cells = anchors.inCells(strides);
        Parameter parameter = at.anchors("anchors", maps.size(), anchors.perMap());
        List<Value> raws = new ArrayList<>();
        List<Value> boxes = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            int channels = Math.multiplyExact(anchors.perMap(), numClasses + BOX_NUMBERS);
            Value raw = at.in("m").in(i).convolution(maps.get(i), channels, Window.patch(1), 1);
            Value split = at.splitAnchors(raw, anchors.perMap());
            raws.add(split);
            boxes.add(at.decodeBoxes(split, parameter, i));
        }
        at.output(OutputKind.DETECTOR_MAPS, raws);
        at.output(OutputKind.PREDICTIONS, at.concatBoxes(boxes));
        return new DetectHead(strides, tensor(parameter, cells));
    }

    private static int stride(Value map) {
        if (map.shape() instanceof FeatureMap shape) {
            return shape.stride().height();
        }
        throw new IllegalArgumentException("reads feature maps, not " + map.shape());
    }

    private static Tensor tensor(Parameter parameter, List<List<Double>> cells) {
        float[] values = new float[Math.toIntExact(parameter.elementCount())];
        int i = 0;
        for (List<Double> map : cells) {
            for (double side : map) {
                values[i++] = (float) side;
            }
        }
        return Tensors.ofFloats(parameter.name(), parameter.shape(), values);
    }
}
