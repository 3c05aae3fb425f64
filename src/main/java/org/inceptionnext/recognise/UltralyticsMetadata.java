package org.inceptionnext.recognise;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.network.yolov5.DetectorDefinition;

/**
 * The texts by which Ultralytics' loaders ({@code DetectMultiBackend}, {@code AutoBackend}) know an exported model: Python
 * literals under {@code names}, {@code stride}, {@code imgsz}, {@code task} and {@code batch}.
 */
final class UltralyticsMetadata {
    /** The size at which YOLOv5's detectors are trained unless somebody says otherwise. */
    private static final int DETECTOR_SIDE = 640;

    private UltralyticsMetadata() {}

    static Map<String, String> of(RecognisedModel model, List<String> names, PictureSettings pictures) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (model.definition() instanceof DetectorDefinition detector) {
            int stride = Collections.max(detector.detector(model.options()).strides());
            texts.put("task", "detect");
            texts.put("stride", Integer.toString(stride));
            texts.put("imgsz", size(pictures, DETECTOR_SIDE));
        } else {
            texts.put("task", "classify");
            pictures.height().ifPresent(side -> texts.put("imgsz", size(pictures, side)));
        }
        texts.put("batch", "1");
        if (!names.isEmpty()) {
            texts.put("names", literal(names));
        }
        return texts;
    }

    private static String size(PictureSettings pictures, int otherwise) {
        return "[" + pictures.height().orElse(otherwise) + ", "
                + pictures.width().orElse(otherwise) + "]";
    }

    /** A dict by number, as Python prints it: it is read by evaluation, so quotes and line ends are escaped. */
    private static String literal(List<String> names) {
        StringBuilder dict = new StringBuilder("{");
        for (int i = 0; i < names.size(); i++) {
            dict.append(i == 0 ? "" : ", ").append(i).append(": '");
            names.get(i).codePoints().forEach(point -> {
                if (point == '\\' || point == '\'') {
                    dict.append('\\').appendCodePoint(point);
                } else if (point < ' ') {
                    dict.append(String.format("\\x%02x", point));
                } else {
                    dict.appendCodePoint(point);
                }
            });
            dict.append('\'');
        }
        return dict.append('}').toString();
    }
}
