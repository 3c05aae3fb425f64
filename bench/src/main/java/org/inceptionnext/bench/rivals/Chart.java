package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the results of {@link Rivals} as bars: images a second of each contender's best settings.
 *
 * <p>Arguments: the csv file, the SVG file.
 */
public final class Chart {
    private static final List<String> NAMES =
            List.of("ours", "OpenVINO", "ONNX Runtime", "PyTorch", "TorchScript in DJL");
    private static final String OURS_COLOR = "#d9480f";
    private static final String OTHERS_COLOR = "#868e96";
    private static final String TEXT_COLOR = "#495057";
    private static final int WIDTH = 720;
    private static final int LABEL_WIDTH = 200;
    private static final int NUMBER_WIDTH = 60;
    private static final int ROW_HEIGHT = 22;
    private static final int BAR_HEIGHT = 15;
    private static final int TITLE_HEIGHT = 34;
    private static final int FOOTER_HEIGHT = 30;

    private Chart() {}

    private record Bar(String name, String dtype, double imagesPerSecond) {
        private String label() {
            return name.equals("ours") ? "InceptionNeXt Zoo" : name;
        }
    }

    /** Draws. */
    public static void main(String[] args) throws IOException {
        ResultFile results = ResultFile.read(Path.of(args[0]));
        Map<String, List<Bar>> groups = new LinkedHashMap<>();
        results.cases().forEach((name, rows) -> groups.put(name, bars(rows)));
        Files.writeString(Path.of(args[1]), svg(groups, results.facts().get("processor")));
    }

    private static List<Bar> bars(List<Map<String, String>> rows) {
        Map<String, Bar> best = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            Bar bar = new Bar(row.get("contender"), row.get("dtype"), 1000 / ResultFile.millisPerImage(row));
            if (NAMES.contains(bar.name())) {
                best.merge(
                        bar.name() + bar.dtype(), bar, (a, b) -> a.imagesPerSecond() >= b.imagesPerSecond() ? a : b);
            }
        }
        return best.values().stream()
                .sorted(Comparator.comparing(Bar::dtype).reversed().thenComparing(bar -> NAMES.indexOf(bar.name())))
                .toList();
    }

    private static String svg(Map<String, List<Bar>> groups, String machine) {
        List<String> parts = new ArrayList<>();
        int y = 8;
        for (Map.Entry<String, List<Bar>> group : groups.entrySet()) {
            parts.add(text(8, y + 20, "start", "#212529", "font-weight=\"bold\"", group.getKey()));
            y += TITLE_HEIGHT;
            double longest = group.getValue().stream()
                    .mapToDouble(Bar::imagesPerSecond)
                    .max()
                    .orElse(1);
            for (Bar bar : group.getValue()) {
                double length = (WIDTH - LABEL_WIDTH - NUMBER_WIDTH) * bar.imagesPerSecond() / longest;
                String color = bar.name().equals("ours") ? OURS_COLOR : OTHERS_COLOR;
                String dtype = bar.dtype().equals("bfloat16") ? " (bf16)" : "";
                parts.add(text(LABEL_WIDTH - 8, y + 12, "end", TEXT_COLOR, "", bar.label() + dtype));
                parts.add(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                        LABEL_WIDTH,
                        y,
                        length,
                        BAR_HEIGHT,
                        color));
                String number = String.format(Locale.ROOT, "%.1f", bar.imagesPerSecond());
                parts.add(text((int) (LABEL_WIDTH + length + 6), y + 12, "start", TEXT_COLOR, "", number));
                y += ROW_HEIGHT;
            }
        }
        parts.add(text(8, y + 20, "start", TEXT_COLOR, "font-size=\"11\"", "images a second; " + machine));
        y += FOOTER_HEIGHT;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + y + "\" viewBox=\"0 0 "
                + WIDTH + " " + y + "\" font-family=\"sans-serif\" font-size=\"13\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n" + String.join("\n", parts) + "\n</svg>\n";
    }

    private static String text(int x, int y, String anchor, String color, String more, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;");
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\" fill=\"" + color + "\""
                + (more.isEmpty() ? "" : " " + more) + ">" + escaped + "</text>";
    }
}
