import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.evaluate.detection.CocoEvaluator;
import org.inceptionnext.evaluate.detection.GroundTruth;
import org.inceptionnext.evaluate.detection.ScoredBox;

/** Reads sets of detections that compare_coco.py made, and prints our twelve numbers of each, a row a set. */
public final class CocoFigures {
    public static void main(String[] arguments) throws IOException {
        for (JsonElement element : JsonParser.parseString(Files.readString(Path.of(arguments[0]))).getAsJsonArray()) {
            JsonObject set = element.getAsJsonObject();
            CocoEvaluator evaluator = new CocoEvaluator(set.get("classes").getAsInt());
            for (JsonElement image : set.getAsJsonArray("images")) {
                evaluator.add(truths(image.getAsJsonObject()), boxes(image.getAsJsonObject()));
            }
            System.out.println(String.join(
                    " ",
                    evaluator.report().summary().stream().map(String::valueOf).toList()));
        }
    }

    private static List<GroundTruth> truths(JsonObject image) {
        List<GroundTruth> truths = new ArrayList<>();
        for (JsonElement row : image.getAsJsonArray("truths")) {
            JsonArray v = row.getAsJsonArray();
            truths.add(new GroundTruth(
                    v.get(0).getAsInt(), at(v, 1), at(v, 2), at(v, 3), at(v, 4), at(v, 5), v.get(6).getAsInt() == 1));
        }
        return truths;
    }

    private static List<ScoredBox> boxes(JsonObject image) {
        List<ScoredBox> boxes = new ArrayList<>();
        for (JsonElement row : image.getAsJsonArray("detections")) {
            JsonArray v = row.getAsJsonArray();
            boxes.add(new ScoredBox(v.get(0).getAsInt(), at(v, 1), at(v, 2), at(v, 3), at(v, 4), at(v, 5)));
        }
        return boxes;
    }

    private static double at(JsonArray array, int index) {
        return array.get(index).getAsDouble();
    }
}
