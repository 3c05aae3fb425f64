package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.runtime.RoundingError;

/**
 * Which layers are in 8 bits, and what that does to the answers.
 *
 * @param quantization the choice
 * @param alone how far the answers move when one layer alone is in 8 bits, by its scope; those that are kept too
 * @param together how far they move with the choice
 * @param answers which they are
 */
record LayerChoice(Quantization quantization, Map<String, Double> alone, double together, OutputKind answers) {

    /** Measures one layer after the other. */
    static Map<String, Double> alone(RoundingError error, Quantization all, Runnable measured) throws IOException {
        Map<String, Double> alone = new LinkedHashMap<>();
        for (String scope : all.ranges().keySet()) {
            alone.put(scope, error.of(all.only(scope)));
            measured.run();
        }
        return alone;
    }

    /**
     * Chooses as many layers as the bound allows. Those that move the answers most alone are left out first; how many of them have
     * to be is found by halving, since what they do together is only nearly the sum of what each does.
     *
     * @param alone as {@link #alone} measures it
     * @param bound how far the answers may move; infinite: all layers stay
     * @throws FailureException if not even one layer can be in 8 bits
     */
    static LayerChoice within(double bound, RoundingError error, Quantization all, Map<String, Double> alone)
            throws IOException {
        List<String> worst = new ArrayList<>(alone.keySet());
        worst.sort(Comparator.comparing((String scope) -> alone.getOrDefault(scope, 0.0))
                .reversed());
        LayerChoice best = of(error, all, alone);
        if (best.together() <= bound) {
            return best;
        }
        int tooFew = 0;
        int enough = worst.size();
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) / 2;
            LayerChoice tried = of(error, all.without(worst.subList(0, middle)), alone);
            if (tried.together() <= bound) {
                enough = middle;
                best = tried;
            } else {
                tooFew = middle;
            }
        }
        if (enough == worst.size()) {
            throw new FailureException(
                    ExitCode.PARITY,
                    String.format(
                            Locale.ROOT,
                            "--max-error %s: one layer in 8 bits alone moves the %s by more (%s by %.2g)",
                            bound,
                            words(error.output()),
                            worst.get(enough - 1),
                            alone.getOrDefault(worst.get(enough - 1), 0.0)),
                    "Nothing was written. Allow more, or run the network in float32.");
        }
        return best;
    }

    private static LayerChoice of(RoundingError error, Quantization some, Map<String, Double> alone)
            throws IOException {
        return new LayerChoice(some, alone, error.of(some), error.output());
    }

    /** Returns what was measured, for a person. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "the %s move by %.2g of their norm; with one layer alone in 8 bits:",
                words(answers),
                together));
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT);
        alone.forEach((scope, error) -> table.row(
                "  " + scope, String.format(Locale.ROOT, "%.2g", error), isKept(scope) ? "keeps its precision" : ""));
        lines.addAll(table.lines());
        return lines;
    }

    /** Adds what was measured, for a program. */
    void addTo(JsonObject line) {
        line.addProperty("answers", answers.toString());
        line.addProperty("error", together);
        JsonArray layers = new JsonArray();
        alone.forEach((scope, error) -> {
            JsonObject layer = new JsonObject();
            layer.addProperty("layer", scope);
            layer.addProperty("error", error);
            layer.addProperty("int8", !isKept(scope));
            layers.add(layer);
        });
        line.add("alone", layers);
    }

    private static String words(OutputKind answers) {
        return answers == OutputKind.DETECTOR_MAPS ? "raw maps" : answers.toString();
    }

    private boolean isKept(String scope) {
        return quantization.kept().contains(scope);
    }
}
