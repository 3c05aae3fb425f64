package org.inceptionnext.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * Lines over an axis, which the page draws.
 *
 * @param name what they show
 * @param words the same for those who do not see it, with the figures that matter
 * @param across the name of the axis
 * @param lines at least one
 */
public record ReportChart(String name, String words, String across, List<Line> lines) {
    private static final int DIGITS = 4;

    /**
     * A line.
     *
     * @param name in the legend
     * @param x where its points are along the axis
     * @param y how high they are; NaN: there is none
     */
    public record Line(String name, List<Double> x, List<Double> y) {}

    JsonObject json() {
        JsonArray all = new JsonArray();
        for (Line line : lines) {
            JsonObject each = new JsonObject();
            each.addProperty("name", line.name());
            JsonArray points = new JsonArray();
            for (int i = 0; i < line.x().size(); i++) {
                if (Double.isFinite(line.y().get(i))) {
                    points.add(JsonNumbers.of(
                            JsonNumbers.digits(line.x().get(i), DIGITS),
                            JsonNumbers.digits(line.y().get(i), DIGITS)));
                }
            }
            each.add("points", points);
            all.add(each);
        }
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("words", words);
        json.addProperty("across", across);
        json.add("lines", all);
        return json;
    }
}
