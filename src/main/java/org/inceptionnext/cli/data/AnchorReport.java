package org.inceptionnext.cli.data;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.train.anchors.AnchorTensor;
import org.inceptionnext.train.anchors.AutoAnchor;

/**
 * How well YOLOv5's anchors fit the boxes that would be learned from, and which training would take instead.
 *
 * @param imageSize the side of the network's input in pixels
 * @param result what training would find
 */
record AnchorReport(int imageSize, AutoAnchor.Result result) {
    /** Its anchors are those of every model whose largest stride is 32. */
    private static final String MODEL = "yolov5_inceptionnext_zepto";

    private static final int CHANNELS = 3;
    private static final double PERCENT = 100;

    /** Judges a data set's training boxes; empty if there are none. */
    static Optional<AnchorReport> of(DetectionSet set, int imageSize) {
        List<BoxedPicture> pictures = set.pictures(Split.TRAIN);
        if (AutoAnchor.boxes(pictures, imageSize).length == 0) {
            return Optional.empty();
        }
        Detector detector = Yolov5Family.builtin()
                .get(MODEL)
                .detector(new NetworkOptions(set.classes().size(), CHANNELS));
        return Optional.of(new AnchorReport(
                imageSize,
                AutoAnchor.usual(0)
                        .check(
                                AnchorTensor.pixels(detector.initialAnchors(), detector.strides()),
                                detector.strides(),
                                pictures,
                                imageSize)));
    }

    String text() {
        String fit = String.format(
                Locale.ROOT,
                "Anchors at %d x %d: %.1f %% of the training boxes fit one of YOLOv5's (best possible recall), on average %.1f"
                        + " of them; ",
                imageSize,
                imageSize,
                PERCENT * result.before().bestPossibleRecall(),
                result.before().anchorsAboveThreshold());
        if (!result.replaced()) {
            return fit
                    + (result.before().bestPossibleRecall() > AutoAnchor.ENOUGH
                            ? "training keeps them."
                            : "none were found that fit better, so training keeps them.");
        }
        return fit
                + String.format(
                        Locale.ROOT,
                        "training would take others, which %.1f %% fit: %s",
                        PERCENT * result.after().bestPossibleRecall(),
                        result.rounded());
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("imageSize", imageSize);
        json.addProperty("bestPossibleRecall", result.before().bestPossibleRecall());
        json.addProperty("anchorsPerBox", result.before().anchorsAboveThreshold());
        json.addProperty("meanFit", result.before().meanBest());
        json.addProperty("replaced", result.replaced());
        json.add("anchors", new Gson().toJsonTree(result.anchors()));
        json.addProperty("bestPossibleRecallOfThese", result.after().bestPossibleRecall());
        return json;
    }
}
