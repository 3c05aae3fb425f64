package org.inceptionnext.compile;

import static org.inceptionnext.compile.OnnxProto.attribute;

import java.util.Arrays;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.compile.OnnxEnding.Softmax;
import org.inceptionnext.compile.OnnxEnding.Suppression;
import org.inceptionnext.compile.OnnxProto.Dimension;

/** The nodes of an {@link OnnxEnding}, behind a value in float32. */
final class OnnxEndingNodes {
    private static final int ROWS = 1;
    private static final int COLUMNS = 2;
    private static final int DETECTION_NUMBERS = 7;
    private static final float CLASS_OFFSET_PIXELS = 7680f;

    private final OnnxOperation.Calls calls;

    OnnxEndingNodes(OnnxOperation.Calls calls) {
        this.calls = calls;
    }

    /** Adds the nodes and returns the name of the last one's result. */
    String append(OnnxEnding ending, String value) {
        return ending instanceof Suppression suppression
                ? detections(suppression, value)
                : calls.call("Softmax", List.of(value), attribute("axis", 1));
    }

    /**
     * Returns the sizes of the result.
     *
     * @param channels of the network's own output
     */
    static List<Dimension> dimensions(OnnxEnding ending, int channels) {
        return ending instanceof Softmax
                ? List.of(Dimension.of("batch"), Dimension.of(channels))
                : List.of(Dimension.of(ending.output()), Dimension.of(DETECTION_NUMBERS));
    }

    private String detections(Suppression suppression, String rows) {
        String centre = slice(rows, COLUMNS, 0, 2);
        String half = call("Div", slice(rows, COLUMNS, 2, 4), number("two", 2));
        String boxes = concat(COLUMNS, call("Sub", centre, half), call("Add", centre, half));
        String scores = call("Mul", slice(rows, COLUMNS, 5, Integer.MAX_VALUE), slice(rows, COLUMNS, 4, 5));
        String best = calls.call("ReduceMax", List.of(scores), attribute("axes", List.of(COLUMNS)));
        String index = calls.call("ArgMax", List.of(scores), attribute("axis", COLUMNS));
        String classes = calls.cast(index, DType.F32);
        String kept = kept(suppression, boxes, best, classes);
        String picture = slice(kept, ROWS, 0, 1);
        String places = concat(ROWS, picture, slice(kept, ROWS, 2, 3));
        String found = call("GatherND", concat(COLUMNS, boxes, best, classes), places);
        return concat(ROWS, calls.cast(picture, DType.F32), found);
    }

    /** Returns rows of picture, 0 and box, as the operator gives them. */
    private String kept(Suppression suppression, String boxes, String best, String classes) {
        String apart = call("Mul", classes, number("class_offset_pixels", CLASS_OFFSET_PIXELS));
        return call(
                "NonMaxSuppression",
                call("Add", boxes, apart),
                calls.call("Transpose", List.of(best), attribute("perm", List.of(0, 2, 1))),
                integer("max_detections", suppression.maxDetections()),
                number("iou", (float) suppression.iou()),
                number("confidence", (float) suppression.confidence()));
    }

    private String slice(String value, int axis, long from, long to) {
        return call(
                "Slice", value, integer("from_" + from, from), integer("to_" + to, to), integer("axis_" + axis, axis));
    }

    private String concat(int axis, String... values) {
        return calls.call("Concat", Arrays.asList(values), attribute("axis", axis));
    }

    private String call(String operator, String... operands) {
        return calls.call(operator, Arrays.asList(operands));
    }

    private String number(String name, float value) {
        return calls.constant(Tensors.ofFloats("suppression." + name, List.of(1L), new float[] {value}));
    }

    private String integer(String name, long value) {
        return calls.constant(Tensors.ofLongs("suppression." + name, List.of(1L), new long[] {value}));
    }
}
