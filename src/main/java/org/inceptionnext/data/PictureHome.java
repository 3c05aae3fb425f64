package org.inceptionnext.data;

import java.io.IOException;

/**
 * Where the pictures of a data set live, so that one of a million is remembered by a short key and not as an object with an open
 * file. Safe for use by many threads.
 */
public interface PictureHome {
    /**
     * Returns a picture, unread.
     *
     * @param key its path below the home, with {@code /}
     * @param place where an archive holds it, as the home itself gave it; 0 in a folder
     */
    Picture picture(String key, long place);

    /**
     * Returns how many bytes the picture's file has, without reading it.
     *
     * @throws IOException if it is not there
     */
    long sizeBytes(String key, long place) throws IOException;
}
