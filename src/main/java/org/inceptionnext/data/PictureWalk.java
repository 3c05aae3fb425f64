package org.inceptionnext.data;

import java.util.Iterator;

/**
 * One way through all pictures of a {@link PictureSource}, lazily: of a million pictures no more than the names of the folders on
 * the way are held. Of one thread; the pictures that it gives may be read by others, and after it is closed.
 */
public interface PictureWalk extends Iterator<Picture>, AutoCloseable {

    /** Returns how many pictures {@link #next} has given so far, those that will fail included. */
    long given();

    /** Returns what was seen and not taken so far; complete when {@link #hasNext} says no. */
    PassedOver passedOver();

    /** Lets go of the folders and archives that are open. */
    @Override
    void close();
}
