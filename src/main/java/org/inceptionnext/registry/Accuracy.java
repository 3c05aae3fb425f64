package org.inceptionnext.registry;

/**
 * How often the most probable class is the right one, as its publisher measured it with the preset that it stands in.
 *
 * @param top1Percent 0 to 100
 * @param dataset the pictures it was measured on
 * @param source who measured it
 */
public record Accuracy(double top1Percent, String dataset, String source) {}
