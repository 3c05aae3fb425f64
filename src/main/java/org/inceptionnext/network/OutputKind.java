package org.inceptionnext.network;

import java.util.List;
import java.util.stream.IntStream;

/** What a network's output means, and whether it is one value or a list. */
public enum OutputKind {
    /** A classifier's scores before they become probabilities: {@code (batch, classes)}. */
    LOGITS("logits", false),

    /** What the last layer of a classifier reads: {@code (batch, width)}. */
    PRE_LOGITS("pre_logits", false),

    /** The last feature map, averaged over its positions: {@code (batch, channels)}. */
    EMBEDDING("embedding", false),

    /** The feature maps of the stages, finest first: each {@code (batch, channels, height / stride, width / stride)}. */
    PYRAMID("features", true),

    /** What a detector's head says, a map for each stride: each {@code (batch, anchors, height, width, 5 + classes)}. */
    DETECTOR_MAPS("raw", true),

    /**
     * Decoded boxes before any is suppressed: {@code (batch, boxes, 5 + classes)}, which are centre, width and height in
     * pixels of the input, objectness and the classes' scores from 0 to 1.
     */
    PREDICTIONS("predictions", false);

    private final String label;
    private final boolean list;

    OutputKind(String label, boolean list) {
        this.label = label;
        this.list = list;
    }

    /** Returns what files, methods of modules and messages call it, such as {@code pre_logits}. */
    public String label() {
        return label;
    }

    /** Returns whether the output is a list of values, one for each stage or stride. */
    public boolean isList() {
        return list;
    }

    /**
     * Returns the names of its values where each needs one, as in an ONNX file: the label, or of a list {@code features_0},
     * {@code features_1}, ...
     *
     * @param count how many values the output has
     */
    public List<String> names(int count) {
        return list ? IntStream.range(0, count).mapToObj(i -> label + "_" + i).toList() : List.of(label);
    }

    @Override
    public String toString() {
        return label;
    }
}
