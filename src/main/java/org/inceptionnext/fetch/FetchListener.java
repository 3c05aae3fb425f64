package org.inceptionnext.fetch;

/** Hears how a fetch goes; called by the thread that fetches. */
public interface FetchListener {
    /** Hears nothing. */
    FetchListener SILENT = new FetchListener() {};

    /**
     * Bytes have come in.
     *
     * @param url where from
     * @param doneBytes how many there are, with those of an earlier start that is continued
     * @param totalBytes how many there will be, or -1 if the server does not say
     */
    default void progress(String url, long doneBytes, long totalBytes) {}

    /**
     * Something happened that a person may want to know, though the work goes on: a damaged file was set aside, a
     * publisher failed and another is tried, another process is waited for.
     *
     * @param message one sentence
     */
    default void note(String message) {}
}
