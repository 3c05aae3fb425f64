package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A csv file that {@link Report} wrote.
 *
 * @param facts what it was measured on, by name
 * @param rows by column
 */
record ResultFile(Map<String, String> facts, List<Map<String, String>> rows) {
    /** A comma that no cell in quotes contains. */
    private static final Pattern COMMA = Pattern.compile(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)");

    static ResultFile read(Path csv) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> header = List.of();
        for (String line : Files.readAllLines(csv)) {
            if (line.startsWith("# ")) {
                String[] fact = line.substring(2).split(": ", 2);
                facts.put(fact[0], fact[1]);
            } else if (header.isEmpty()) {
                header = cells(line);
            } else {
                rows.add(row(header, cells(line)));
            }
        }
        return new ResultFile(facts, rows);
    }

    private static List<String> cells(String line) {
        return COMMA.splitAsStream(line).map(cell -> cell.replace("\"", "")).toList();
    }

    private static Map<String, String> row(List<String> header, List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            row.put(header.get(i), cells.get(i));
        }
        return row;
    }

    /** Returns the networks and cases, each with its rows. */
    Map<String, List<Map<String, String>>> cases() {
        Map<String, List<Map<String, String>>> cases = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            String network = row.get("network").startsWith("yolov5")
                    ? "YOLOv5 with InceptionNeXt-tiny"
                    : row.get("network").replace("inceptionnext_", "InceptionNeXt-");
            cases.computeIfAbsent(network + ", " + row.get("case"), name -> new ArrayList<>())
                    .add(row);
        }
        return cases;
    }

    static double millisPerImage(Map<String, String> row) {
        return Double.parseDouble(row.get("ms_per_image"));
    }
}
