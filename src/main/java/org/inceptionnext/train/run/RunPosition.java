package org.inceptionnext.train.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a run stands, beside its tensors.
 *
 * @param epoch the epoch that goes on, counted from 0
 * @param batch the first batch of it that is not done
 * @param steps the optimizer's
 * @param lossSum the sum of the epoch's losses so far
 * @param best the best epoch, counted from 1; 0 for none yet
 * @param bestTop1 its share of right answers
 * @param rows the rows of {@code results.csv}
 */
record RunPosition(int epoch, int batch, long steps, double lossSum, int best, double bestTop1, List<String> rows) {
    static final RunPosition START = new RunPosition(0, 0, 0, 0, 0, -1, List.of());

    RunPosition {
        rows = List.copyOf(rows);
    }

    RunPosition afterStep(int nextBatch, long optimizerSteps, double loss) {
        return new RunPosition(epoch, nextBatch, optimizerSteps, lossSum + loss, best, bestTop1, rows);
    }

    RunPosition afterEpoch(EpochResult result, boolean isBest) {
        List<String> all = new ArrayList<>(rows);
        all.add(result.row());
        return new RunPosition(
                epoch + 1, 0, steps, 0, isBest ? result.epoch() : best, isBest ? result.top1() : bestTop1, all);
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("epoch", Integer.toString(epoch));
        texts.put("batch", Integer.toString(batch));
        texts.put("steps", Long.toString(steps));
        texts.put("lossSum", Double.toHexString(lossSum));
        texts.put("best", Integer.toString(best));
        texts.put("bestTop1", Double.toHexString(bestTop1));
        texts.put("rows", String.join("\n", rows));
        return texts;
    }

    /** Reads what {@link #texts} wrote; throws NumberFormatException if it is something else. */
    static RunPosition of(Map<String, String> texts) {
        String rows = texts.getOrDefault("rows", "");
        return new RunPosition(
                Integer.parseInt(texts.getOrDefault("epoch", "")),
                Integer.parseInt(texts.getOrDefault("batch", "")),
                Long.parseLong(texts.getOrDefault("steps", "")),
                Double.parseDouble(texts.getOrDefault("lossSum", "")),
                Integer.parseInt(texts.getOrDefault("best", "")),
                Double.parseDouble(texts.getOrDefault("bestTop1", "")),
                rows.isEmpty() ? List.of() : List.of(rows.split("\n")));
    }
}
