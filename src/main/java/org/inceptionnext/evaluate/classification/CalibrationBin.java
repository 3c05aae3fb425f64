package org.inceptionnext.evaluate.classification;

/**
 * The pictures whose highest probability lies in one of fifteen ranges of equal width, each open below and closed above.
 *
 * @param pictures how many there are
 * @param confidence the mean of their highest probabilities, 0 to 1; NaN without pictures
 * @param accuracy the share of them that are right, 0 to 1; NaN without pictures
 */
public record CalibrationBin(long pictures, double confidence, double accuracy) {}
