package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.djl.pictures.PictureTimes;
import org.inceptionnext.evaluate.detection.CocoReport;
import org.inceptionnext.evaluate.detection.ScoredBox;
import org.inceptionnext.evaluate.detection.YoloReport;

/** A detector's figures, each protocol's by its name: they are different numbers. */
final class DetectorEvalOutput {
    static final List<String> COCO_NAMES = List.of(
            "AP",
            "AP50",
            "AP75",
            "APsmall",
            "APmedium",
            "APlarge",
            "AR1",
            "AR10",
            "AR100",
            "ARsmall",
            "ARmedium",
            "ARlarge");

    private final Console console;
    private final ChosenDetector chosen;
    private final DetectionSet set;

    DetectorEvalOutput(Console console, ChosenDetector chosen, DetectionSet set) {
        this.console = console;
        this.chosen = chosen;
        this.set = set;
    }

    void print(DetectorEval.Figures figures) {
        YoloReport yolo = figures.yolo().report();
        CocoReport coco = figures.coco().report();
        if (console.globals().json) {
            console.data(json(figures, yolo, coco));
        } else {
            text(figures.pictures(), yolo, coco);
            console.data(speed(figures.times()));
        }
    }

    private void text(long pictures, YoloReport yolo, CocoReport coco) {
        console.data(chosen.name() + " on " + Numbers.grouped(pictures) + " pictures of "
                + Printable.line(set.name(), Printable.PATH_CHARS));
        Table byYolo = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
                .row("BY YOLOV5'S RULES", "LABELS", "PRECISION", "RECALL", "MAP50", "MAP50-95");
        long labels = 0;
        for (YoloReport.YoloClass each : yolo.classes()) {
            labels += each.labels();
            byYolo.row(
                    "  " + Printable.line(set.classes().get(each.classIndex()), Printable.NAME_CHARS),
                    Numbers.grouped(each.labels()),
                    number(each.precision()),
                    number(each.recall()),
                    number(each.ap50()),
                    number(each.ap5095()));
        }
        byYolo.row(
                "  all",
                Numbers.grouped(labels),
                number(yolo.meanPrecision()),
                number(yolo.meanRecall()),
                number(yolo.map50()),
                number(yolo.map5095()));
        byYolo.lines().forEach(console::data);
        Table byCoco = new Table(Align.LEFT, Align.RIGHT).row("BY COCO'S RULES", "");
        for (int i = 0; i < COCO_NAMES.size(); i++) {
            byCoco.row("  " + COCO_NAMES.get(i), number(coco.summary().get(i)));
        }
        byCoco.lines().forEach(console::data);
    }

    private static String number(double value) {
        return value < 0 ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private JsonObject json(DetectorEval.Figures figures, YoloReport yolo, CocoReport coco) {
        JsonObject line = new JsonObject();
        line.addProperty("data", set.name());
        line.addProperty("model", chosen.name());
        line.addProperty("pictures", figures.pictures());
        JsonObject byYolo = new JsonObject();
        byYolo.addProperty("map50", yolo.map50());
        byYolo.addProperty("map5095", yolo.map5095());
        byYolo.addProperty("precision", yolo.meanPrecision());
        byYolo.addProperty("recall", yolo.meanRecall());
        JsonArray classes = new JsonArray();
        for (YoloReport.YoloClass each : yolo.classes()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("className", set.classes().get(each.classIndex()));
            entry.addProperty("labels", each.labels());
            entry.addProperty("precision", each.precision());
            entry.addProperty("recall", each.recall());
            entry.addProperty("ap50", each.ap50());
            entry.addProperty("ap5095", each.ap5095());
            classes.add(entry);
        }
        byYolo.add("classes", classes);
        line.add("yolov5", byYolo);
        JsonObject byCoco = new JsonObject();
        for (int i = 0; i < COCO_NAMES.size(); i++) {
            byCoco.addProperty(COCO_NAMES.get(i), coco.summary().get(i));
        }
        line.add("coco", byCoco);
        PictureTimes times = figures.times();
        JsonObject millis = new JsonObject();
        millis.addProperty("preparation", times.preparationMillis());
        millis.addProperty("network", times.networkMillis());
        millis.addProperty("suppression", times.answerMillis());
        line.add("millisPerPicture", millis);
        return line;
    }

    private static String speed(PictureTimes times) {
        return String.format(
                Locale.ROOT,
                "A picture took %.1f ms to be sized and padded (beside the network), %.1f ms in the network, %.1f ms to"
                        + " suppress boxes",
                times.preparationMillis(),
                times.networkMillis(),
                times.answerMillis());
    }

    /** Results as COCO's programs read them: ids of images and categories as {@code inx data convert --to coco} gives them. */
    static JsonArray results(List<DetectorEval.PictureDetections> detections) {
        JsonArray results = new JsonArray();
        int image = 0;
        for (DetectorEval.PictureDetections picture : detections) {
            image++;
            for (ScoredBox box : picture.boxes()) {
                JsonObject result = new JsonObject();
                result.addProperty("image_id", image);
                result.addProperty(
                        "file_name", picture.picture().file().getFileName().toString());
                result.addProperty("category_id", box.classIndex() + 1);
                JsonArray bbox = new JsonArray();
                bbox.add(box.x());
                bbox.add(box.y());
                bbox.add(box.width());
                bbox.add(box.height());
                result.add("bbox", bbox);
                result.addProperty("score", box.score());
                results.add(result);
            }
        }
        return results;
    }
}
