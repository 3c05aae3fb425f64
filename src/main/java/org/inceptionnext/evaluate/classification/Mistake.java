package org.inceptionnext.evaluate.classification;

/**
 * A picture that was taken for another class.
 *
 * @param picture its name
 * @param truth the number of its class
 * @param predicted the number of the class that it was taken for
 * @param truthProbability what the classifier gave its class
 * @param predictedProbability what it gave the other
 */
public record Mistake(String picture, int truth, int predicted, float truthProbability, float predictedProbability) {}
