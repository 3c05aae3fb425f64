package org.inceptionnext.data.detection;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** COCO's words for boxes: all ids begin at 1, since pycocotools never matches an annotation 0. */
final class CocoText {
    private final JsonArray images = new JsonArray();
    private final JsonArray annotations = new JsonArray();
    private final JsonArray categories = new JsonArray();

    CocoText(List<String> classes) {
        for (int i = 0; i < classes.size(); i++) {
            JsonObject category = new JsonObject();
            category.addProperty("id", i + 1);
            category.addProperty("name", classes.get(i));
            categories.add(category);
        }
    }

    void add(String fileName, BoxedPicture picture) {
        JsonObject image = new JsonObject();
        image.addProperty("id", images.size() + 1);
        image.addProperty("file_name", fileName);
        image.addProperty("width", picture.width());
        image.addProperty("height", picture.height());
        images.add(image);
        for (LabelledBox box : picture.boxes()) {
            JsonObject annotation = new JsonObject();
            annotation.addProperty("id", annotations.size() + 1);
            annotation.addProperty("image_id", images.size());
            annotation.addProperty("category_id", box.classIndex() + 1);
            JsonArray bbox = new JsonArray();
            bbox.add(plain(box.x()));
            bbox.add(plain(box.y()));
            bbox.add(plain(box.width()));
            bbox.add(plain(box.height()));
            annotation.add("bbox", bbox);
            annotation.addProperty("area", plain(box.area()));
            annotation.addProperty("iscrowd", box.isCrowd() ? 1 : 0);
            annotations.add(annotation);
        }
    }

    /** Whole numbers without a point. */
    private static Number plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Number) (long) value : (Number) value;
    }

    String json() {
        JsonObject root = new JsonObject();
        root.add("images", images);
        root.add("annotations", annotations);
        root.add("categories", categories);
        return root.toString();
    }
}
