package org.inceptionnext.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run measured: the best row of its {@code results.csv}.
 *
 * @param metrics every column of the row
 */
record RunResults(Map<String, String> metrics) {
    private static final String FILE = "results.csv";
    private static final String TOP_1 = "top1";

    /** The columns of a detector's run by whose weighed sum training chooses its best epoch, and their weights. */
    private static final Map<String, Double> FITNESS = Map.of("map50", 0.1, "map5095", 0.9);

    /** Reads the results of a run's folder; nothing if the source is no run. */
    static RunResults of(Path source) throws IOException {
        Path file = source.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new RunResults(Map.of());
        }
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.size() < 2) {
            return new RunResults(Map.of());
        }
        List<String> columns = List.of(lines.get(0).split(",", -1));
        Map<String, String> best = Map.of();
        for (String line : lines.subList(1, lines.size())) {
            Map<String, String> row = row(columns, line, file);
            if (best.isEmpty() || !(quality(row) < quality(best))) {
                best = row;
            }
        }
        return new RunResults(best);
    }

    /** Returns the share of pictures whose first answer was right, as percent, if the run measured it. */
    Optional<Double> top1Percent() {
        double share = share(metrics, TOP_1);
        return share > 0 && share <= 1 ? Optional.of(100 * share) : Optional.empty();
    }

    private static Map<String, String> row(List<String> columns, String line, Path file) throws PublishException {
        String[] values = line.split(",", -1);
        if (values.length != columns.size()) {
            throw new PublishException(
                    file + ": the row '" + line + "' has " + values.length + " values, the first line " + columns.size()
                            + " names. Publish the checkpoint itself, or correct the file.");
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            row.put(columns.get(i), values[i]);
        }
        return row;
    }

    /** By which a run's best row is known, as the run itself knew it: then the row is of the weights that it kept. */
    private static double quality(Map<String, String> row) {
        if (row.containsKey(TOP_1) || !row.keySet().containsAll(FITNESS.keySet())) {
            return share(row, TOP_1);
        }
        return FITNESS.entrySet().stream()
                .mapToDouble(each -> each.getValue() * share(row, each.getKey()))
                .sum();
    }

    private static double share(Map<String, String> row, String name) {
        try {
            return Double.parseDouble(row.getOrDefault(name, "-1"));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
