package org.inceptionnext.train.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.train.run.DetectorResult.Terms;

/**
 * Where a detector's run stands, beside its tensors.
 *
 * @param epoch the epoch that goes on, counted from 0
 * @param batch the first batch of it that is not done
 * @param steps the optimizer's
 * @param stepped the run's batch at which the last step was taken; -1 before the first
 * @param sums of the epoch's terms so far
 * @param best the best epoch, counted from 1; 0 for none yet
 * @param bestFitness its fitness
 * @param precision of each class after the last epoch, mAP50-95; empty before the first ends
 * @param rows the rows of {@code results.csv}
 */
record DetectorPosition(
        int epoch,
        int batch,
        long steps,
        long stepped,
        Terms sums,
        int best,
        double bestFitness,
        List<Double> precision,
        List<String> rows) {
    static final DetectorPosition START = new DetectorPosition(0, 0, 0, -1, Terms.ZERO, 0, -1, List.of(), List.of());

    DetectorPosition {
        precision = List.copyOf(precision);
        rows = List.copyOf(rows);
    }

    DetectorPosition afterBatch(float[] terms) {
        return new DetectorPosition(
                epoch, batch + 1, steps, stepped, sums.plus(terms), best, bestFitness, precision, rows);
    }

    DetectorPosition afterStep(long optimizerSteps, long iteration) {
        return new DetectorPosition(epoch, batch, optimizerSteps, iteration, sums, best, bestFitness, precision, rows);
    }

    /** @param found how precisely each class is found */
    DetectorPosition afterEpoch(DetectorResult result, List<Double> found, boolean isBest) {
        List<String> all = new ArrayList<>(rows);
        all.add(result.row());
        return new DetectorPosition(
                epoch + 1,
                0,
                steps,
                stepped,
                Terms.ZERO,
                isBest ? result.epoch() : best,
                isBest ? result.figures().fitness() : bestFitness,
                found,
                all);
    }

    /** Returns whether no better epoch came for this many; 0: never. */
    boolean isTired(int patience) {
        return patience > 0 && best > 0 && epoch - best >= patience;
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("epoch", Integer.toString(epoch));
        texts.put("batch", Integer.toString(batch));
        texts.put("steps", Long.toString(steps));
        texts.put("stepped", Long.toString(stepped));
        texts.put("boxSum", Double.toHexString(sums.box()));
        texts.put("objectnessSum", Double.toHexString(sums.objectness()));
        texts.put("classSum", Double.toHexString(sums.classes()));
        texts.put("best", Integer.toString(best));
        texts.put("bestFitness", Double.toHexString(bestFitness));
        texts.put(
                "precision",
                String.join(" ", precision.stream().map(Double::toHexString).toList()));
        texts.put("rows", String.join("\n", rows));
        return texts;
    }

    /** Reads what {@link #texts} wrote; throws NumberFormatException if it is something else. */
    static DetectorPosition of(Map<String, String> texts) {
        String rows = texts.getOrDefault("rows", "");
        String precision = texts.getOrDefault("precision", "");
        return new DetectorPosition(
                Integer.parseInt(texts.getOrDefault("epoch", "")),
                Integer.parseInt(texts.getOrDefault("batch", "")),
                Long.parseLong(texts.getOrDefault("steps", "")),
                Long.parseLong(texts.getOrDefault("stepped", "")),
                new Terms(
                        Double.parseDouble(texts.getOrDefault("boxSum", "")),
                        Double.parseDouble(texts.getOrDefault("objectnessSum", "")),
                        Double.parseDouble(texts.getOrDefault("classSum", ""))),
                Integer.parseInt(texts.getOrDefault("best", "")),
                Double.parseDouble(texts.getOrDefault("bestFitness", "")),
                precision.isEmpty()
                        ? List.of()
                        : Arrays.stream(precision.split(" ", -1))
                                .map(Double::valueOf)
                                .toList(),
                rows.isEmpty() ? List.of() : List.of(rows.split("\n")));
    }
}
