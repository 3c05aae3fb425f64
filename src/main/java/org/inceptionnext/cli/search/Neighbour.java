package org.inceptionnext.cli.search;

/**
 * A picture of an index that is near another.
 *
 * @param file its name, as it was given when the index was made
 * @param similarity the cosine of the angle between the two vectors, -1 to 1
 */
record Neighbour(String file, float similarity) {}
