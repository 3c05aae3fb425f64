package org.inceptionnext.data.labelled;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.data.load.Loaded;
import org.inceptionnext.data.load.LoadedEpoch;
import org.inceptionnext.data.load.PrefetchingLoader;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.inceptionnext.vision.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every picture of a data set: reads and decodes it, and compares it with all others. Of a million pictures it remembers
 * a hash each.
 */
public final class LabelledCheck {
    /** The rule of files that are no pictures, or damaged ones. */
    public static final String BROKEN = "cannot be read as a picture";

    private final LabelledSet set;
    private final Findings findings;
    private final Map<Split, long[]> counts = new EnumMap<>(Split.class);
    private final PictureSizes sizes = new PictureSizes();
    private final ContactSheet sheet;
    private final Set<LabelledSample> shown;
    private final Duplicates duplicates = new Duplicates();

    private LabelledCheck(LabelledSet set) {
        this.set = set;
        this.findings = set.findings();
        this.sheet = new ContactSheet(set.classes());
        this.shown = ContactSheet.chosen(set);
    }

    /** What a thread finds out about a picture. */
    private record Looked(
            int width,
            int height,
            Duplicates.Content content,
            @Nullable Pixels thumbnail) {}

    /**
     * Looks at all pictures; what is wrong is added to the set's own findings.
     *
     * @param set of one thread meanwhile
     * @param plan how many threads, and how far ahead
     * @param progress told each time how many pictures were looked at since
     */
    public static LabelledCheck of(LabelledSet set, LoadPlan plan, LongConsumer progress) {
        LabelledCheck check = new LabelledCheck(set);
        for (Split split : Split.values()) {
            check.look(split, plan.inOrder(), progress);
        }
        return check;
    }

    private void look(Split split, LoadPlan plan, LongConsumer progress) {
        List<LabelledSample> samples = set.samples(split);
        long[] counted = new long[set.classes().size()];
        counts.put(split, counted);
        try (PrefetchingLoader<LabelledSample, Looked> loader =
                        new PrefetchingLoader<>(samples, this::look, looked -> 1024, plan);
                LoadedEpoch<LabelledSample, Looked> all = loader.epoch(0, 0)) {
            while (all.hasNext()) {
                Loaded<LabelledSample, Looked> loaded = all.next();
                if (loaded instanceof Loaded.Ready<LabelledSample, Looked> ready) {
                    counted[ready.sample().label()]++;
                    note(split, ready.sample(), ready.value());
                } else if (loaded instanceof Loaded.Failed<LabelledSample, Looked> failed) {
                    findings.add(Finding.ofFile(
                            failed.sample().key(),
                            BROKEN,
                            String.valueOf(failed.cause().getMessage()),
                            Effect.PICTURE_LEFT_OUT));
                }
                progress.accept(1);
            }
        }
    }

    private Looked look(LabelledSample sample, Draw draw) throws java.io.IOException {
        byte[] bytes = sample.picture().bytes();
        Pixels pixels = ImageDecoder.decode(bytes, sample.key(), DecodeOptions.DEFAULT);
        Pixels thumbnail = shown.contains(sample) ? ContactSheet.thumbnail(pixels) : null;
        return new Looked(pixels.width(), pixels.height(), Duplicates.Content.of(bytes), thumbnail);
    }

    private void note(Split split, LabelledSample sample, Looked looked) {
        sizes.add(looked.width(), looked.height());
        duplicates.add(looked.content(), split, sample, findings);
        if (looked.thumbnail() != null) {
            sheet.add(sample.label(), looked.thumbnail());
        }
    }

    /** Returns how many readable pictures of each class a part has, by class number. */
    public long[] counts(Split split) {
        return counts.getOrDefault(split, new long[set.classes().size()]).clone();
    }

    /** Returns the sizes of the readable pictures. */
    public PictureSizes sizes() {
        return sizes;
    }

    /** Returns everything that was found, by reading the list and by looking at the pictures. */
    public Findings findings() {
        return findings;
    }

    /** Returns the contact sheet: a row of small pictures for each class. */
    public Pixels contactSheet() {
        long[] total = new long[set.classes().size()];
        for (Split split : Split.values()) {
            long[] part = counts(split);
            for (int label = 0; label < total.length; label++) {
                total[label] += part[label];
            }
        }
        return sheet.draw(total);
    }
}
