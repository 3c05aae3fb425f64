package org.inceptionnext.data.labelled;

import java.io.IOException;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureHome;

/**
 * One labelled picture as it is remembered: about a hundred bytes.
 *
 * @param home where it lives
 * @param key its path there
 * @param place where the home finds it
 * @param label the number of its class, from 0
 */
public record LabelledSample(PictureHome home, String key, long place, int label) {
    /** Returns the picture, unread. */
    public Picture picture() {
        return home.picture(key, place);
    }

    /**
     * Returns how many bytes its file has.
     *
     * @throws IOException if it is not there
     */
    public long sizeBytes() throws IOException {
        return home.sizeBytes(key, place);
    }
}
