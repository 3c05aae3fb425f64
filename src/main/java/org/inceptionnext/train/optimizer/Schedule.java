package org.inceptionnext.train.optimizer;

/** The learning rate over time, in double precision. */
public sealed interface Schedule permits CosineSchedule, OneCycleSchedule {

    /**
     * Returns the rate of a moment.
     *
     * @param time in epochs or in steps, as the schedule was made for; 0 is the first
     */
    double rate(double time);
}
