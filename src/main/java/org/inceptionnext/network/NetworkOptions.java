package org.inceptionnext.network;

/**
 * What a user can change about a registered network.
 *
 * @param numClasses the number of logits; 0 for a classifier without its last layer, as timm makes it with {@code
 *     num_classes=0}
 * @param inChannels the number of channels of the input, at least 1; 3 for RGB
 */
public record NetworkOptions(int numClasses, int inChannels) {

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if classes are below 0 or channels below 1
     */
    public NetworkOptions {
        if (numClasses < 0) {
            throw new IllegalArgumentException("numClasses must be at least 0, but is " + numClasses);
        }
        if (inChannels < 1) {
            throw new IllegalArgumentException("inChannels must be at least 1, but is " + inChannels);
        }
    }

    /** Returns these options with another number of classes. */
    public NetworkOptions withNumClasses(int classes) {
        return new NetworkOptions(classes, inChannels);
    }

    /** Returns these options with another number of input channels. */
    public NetworkOptions withInChannels(int channels) {
        return new NetworkOptions(numClasses, channels);
    }
}
