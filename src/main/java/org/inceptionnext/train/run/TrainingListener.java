package org.inceptionnext.train.run;

/** Hears how a run goes, on the run's thread. */
public interface TrainingListener {
    /** Nobody listens. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * A step was taken.
     *
     * @param done the run's steps so far
     * @param all the run's steps
     * @param loss the batch's
     */
    default void step(long done, long all, double loss) {}

    /** An epoch ended. */
    default void epoch(EpochResult result, boolean best) {}

    /** An epoch of a detector ended. */
    default void epoch(DetectorResult result, boolean best) {}

    /** Something to tell a person. */
    default void note(String text) {}
}
