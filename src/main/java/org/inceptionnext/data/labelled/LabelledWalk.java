package org.inceptionnext.data.labelled;

import java.util.Iterator;

/** One way through a labelled data set, lazily and in constant memory. Of one thread. */
public interface LabelledWalk extends Iterator<NamedPicture>, AutoCloseable {
    /** Lets go of what is open. */
    @Override
    void close();
}
