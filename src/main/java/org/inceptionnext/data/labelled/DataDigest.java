package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.inceptionnext.data.Split;

/** One number for a whole data set, by which a resumed run knows that it goes on with the same one. */
final class DataDigest {
    private DataDigest() {}

    static String of(LabelledSet set) throws IOException {
        MessageDigest digest = Sha256.digest();
        for (String name : set.classes()) {
            add(digest, "class", name);
        }
        for (Split split : Split.values()) {
            for (LabelledSample sample : set.samples(split)) {
                add(
                        digest,
                        split.toString(),
                        String.valueOf(sample.label()),
                        sample.key(),
                        String.valueOf(sample.sizeBytes()));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Each text with its length before it, so that no two lists of texts look alike. */
    private static void add(MessageDigest digest, String... texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
    }
}
