package org.inceptionnext.cli.search;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;

/** Whether Lucene is there. It is asked first: no other class of this room can be loaded without it. */
public final class IndexLibrary {
    private static final String LUCENE_CLASS = "org.apache.lucene.index.IndexWriter";

    /** Lucene says there that other options of Java would be faster, which nobody who searches his pictures asked. */
    private static final Logger LUCENE_LOG = Logger.getLogger("org.apache.lucene");

    private IndexLibrary() {}

    /**
     * Refuses to go on without Lucene.
     *
     * @throws FailureException if it is not on the class path
     */
    public static void require() {
        try {
            Class.forName(LUCENE_CLASS, false, IndexLibrary.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "the nearest pictures are found by org.apache.lucene:lucene-core, which is not on the class path",
                    "Add it, or write the vectors with --output FILE.npy and search them elsewhere.");
        }
        LUCENE_LOG.setLevel(Level.SEVERE);
    }
}
