package org.inceptionnext.compile;

import org.inceptionnext.network.OutputKind;

/** What an ONNX file does with the network's own output, in float32, before it hands it out. */
public sealed interface OnnxEnding {

    /** Returns the network's output that is worked on. */
    OutputKind of();

    /** Returns the name of what the file hands out. */
    String output();

    /** A classifier's {@code probabilities}: {@code (batch, classes)}, the softmax of its logits. */
    record Softmax() implements OnnxEnding {
        @Override
        public OutputKind of() {
            return OutputKind.LOGITS;
        }

        @Override
        public String output() {
            return "probabilities";
        }
    }

    /**
     * A detector's {@code detections}: {@code (detections, 7)}, of each the index of its picture in the batch, left, top, right
     * and bottom in pixels of the input, the score (objectness x class probability) and the index of the class. Those of one
     * picture stand together, best first.
     *
     * <p>As YOLOv5 does it: each row's best class is a candidate, and boxes of different classes are kept from suppressing each
     * other by moving them apart, 7680 pixels for each class.
     *
     * @param confidence a detection's score is above it; 0 to 1
     * @param iou a box that overlaps a better one of its class by more is dropped; 0 to 1
     * @param maxDetections how many are kept at most in one picture
     */
    record Suppression(double confidence, double iou, int maxDetections) implements OnnxEnding {
        /** Checks the ranges. */
        public Suppression {
            if (!(confidence >= 0 && confidence <= 1 && iou >= 0 && iou <= 1) || maxDetections < 1) {
                throw new IllegalArgumentException("confidence " + confidence + ", iou " + iou + ", maxDetections "
                        + maxDetections + "; allowed are 0 to 1, 0 to 1 and at least 1");
            }
        }

        @Override
        public OutputKind of() {
            return OutputKind.PREDICTIONS;
        }

        @Override
        public String output() {
            return "detections";
        }
    }
}
