package org.inceptionnext.data.labelled;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;

/**
 * A split in which each class keeps its share. Which pictures go where is decided by a hash of seed and key: it does not depend
 * on the order of the files, and a picture that is added later moves few others.
 *
 * @param valFraction how much of each class becomes validation, above 0 and below 1
 * @param seed decides which pictures
 */
record StratifiedSplit(double valFraction, long seed) {
    static final String ONE_PICTURE = "class with one picture, kept for training";

    StratifiedSplit {
        if (!(valFraction > 0 && valFraction < 1)) {
            throw new IllegalArgumentException(
                    "a validation fraction of " + valFraction + "; it must be above 0 and below 1");
        }
    }

    /** A sample and its lot. */
    private record Drawn(long lot, LabelledSample sample) {}

    void apply(
            List<LabelledSample> samples,
            List<String> classes,
            List<LabelledSample> train,
            List<LabelledSample> val,
            Findings findings,
            String name) {
        List<List<Drawn>> byClass = new ArrayList<>();
        classes.forEach(each -> byClass.add(new ArrayList<>()));
        for (LabelledSample sample : samples) {
            byClass.get(sample.label()).add(new Drawn(lot(sample.key()), sample));
        }
        for (int label = 0; label < byClass.size(); label++) {
            List<Drawn> drawn = byClass.get(label);
            drawn.sort(Comparator.comparingLong(Drawn::lot)
                    .thenComparing(each -> each.sample().key()));
            if (drawn.size() == 1) {
                findings.add(Finding.ofFile(name, ONE_PICTURE, classes.get(label), Effect.KEPT));
            }
            // At least one on each side, where there are two.
            int toVal = Math.min(Math.max(1, (int) Math.rint(drawn.size() * valFraction)), drawn.size() - 1);
            for (int i = 0; i < drawn.size(); i++) {
                (i < toVal ? val : train).add(drawn.get(i).sample());
            }
        }
    }

    private long lot(String key) {
        byte[] text = (seed + "\n" + key).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.of(text)).getLong();
    }
}
