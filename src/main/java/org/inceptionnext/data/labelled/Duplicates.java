package org.inceptionnext.data.labelled;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;

/** Files with the same bytes: harmless within a class, a leak across parts, a contradiction across classes. */
final class Duplicates {
    static final String ACROSS_PARTS = "same file in two parts";
    static final String ACROSS_CLASSES = "same file in two classes";
    static final String WITHIN = "same file twice";

    private final Map<Content, Seen> first = new HashMap<>();

    /** The first 16 bytes of a file's SHA-256. */
    record Content(long high, long low) {
        static Content of(byte[] file) {
            ByteBuffer hash = ByteBuffer.wrap(Sha256.of(file));
            return new Content(hash.getLong(), hash.getLong());
        }
    }

    private record Seen(Split split, LabelledSample sample) {}

    void add(Content content, Split split, LabelledSample sample, Findings findings) {
        Seen seen = first.putIfAbsent(content, new Seen(split, sample));
        if (seen == null) {
            return;
        }
        String other = "as " + seen.sample().key();
        if (seen.split() != split) {
            String parts = seen.split() + " and " + split;
            findings.add(Finding.ofFile(sample.key(), ACROSS_PARTS, other + " (" + parts + ")", Effect.KEPT));
        }
        if (seen.sample().label() != sample.label()) {
            findings.add(Finding.ofFile(sample.key(), ACROSS_CLASSES, other, Effect.KEPT));
        } else if (seen.split() == split) {
            findings.add(Finding.ofFile(sample.key(), WITHIN, other, Effect.KEPT));
        }
    }
}
