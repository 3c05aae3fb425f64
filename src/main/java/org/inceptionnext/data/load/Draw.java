package org.inceptionnext.data.load;

/**
 * What a transform may draw random numbers from: all of them a function of these four, so that a sample looks the same however
 * many threads there are, and in a run that was resumed.
 *
 * @param seed the plan's
 * @param epoch counted from 0
 * @param position the sample's place in the epoch's order, from 0
 * @param index the sample's place in the list, from 0
 */
public record Draw(long seed, int epoch, int position, int index) {}
