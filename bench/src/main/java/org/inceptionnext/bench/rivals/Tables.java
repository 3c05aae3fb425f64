package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the results of {@link Rivals} as Markdown between two marks of a page, so that no figure is copied by hand.
 *
 * <p>Arguments: the page, and a csv file for each machine.
 */
public final class Tables {
    private static final String BEGIN = "<!-- figures: bench/rivals/publish writes them -->\n";
    private static final String END = "<!-- end of figures -->";

    private Tables() {}

    /** Rewrites the page. */
    public static void main(String[] args) throws IOException {
        Path page = Path.of(args[0]);
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(page + " has no place for figures");
        }
        StringBuilder figures = new StringBuilder();
        for (String csv : List.of(args).subList(1, args.length)) {
            figures.append(markdown(ResultFile.read(Path.of(csv))));
        }
        Files.writeString(page, text.substring(0, from + BEGIN.length()) + figures + text.substring(to));
    }

    private static String markdown(ResultFile results) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("### On " + results.facts().get("processor"));
        lines.add("");
        lines.add("Measured on " + results.facts().get("system") + "; commit "
                + results.facts().get("commit") + "; environment " + results.facts().get("environment") + ".");
        results.cases().forEach((name, rows) -> {
            lines.add("");
            lines.add("#### " + name);
            lines.add("");
            lines.add("| | computes in | ms an image | quartiles | p50 ms | p99 ms | resident MiB | settings |");
            lines.add("|---|---|---|---|---|---|---|---|");
            rows.stream()
                    .sorted(Comparator.comparing((Map<String, String> row) -> row.get("dtype"))
                            .reversed()
                            .thenComparing(ResultFile::millisPerImage))
                    .forEach(row -> lines.add(line(row)));
        });
        lines.add("");
        return String.join("\n", lines) + "\n";
    }

    private static String line(Map<String, String> row) {
        boolean ours = row.get("contender").startsWith(Contender.OURS);
        String name = ours ? "**" + row.get("contender") + "**" : row.get("contender");
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %.1f to %.1f | %.0f | %.0f | %s | %s |",
                name,
                row.get("dtype"),
                ResultFile.millisPerImage(row),
                Double.parseDouble(row.get("ms_per_image_q1")),
                Double.parseDouble(row.get("ms_per_image_q3")),
                Double.parseDouble(row.get("p50_ms")),
                Double.parseDouble(row.get("p99_ms")),
                row.get("peak_resident_mib"),
                (row.get("version") + ", " + row.get("settings")).replaceFirst(", $", ""));
    }
}
