package org.inceptionnext.network;

/** An image is too small for a network: somewhere on the way nothing is left of it. */
public class InputTooSmallException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Size smallest;

    InputTooSmallException(Size found, Size smallest, String scope) {
        super("An input of " + found + " (height x width) is too small for this network: nothing is left of it at "
                + scope + ". The smallest is " + smallest + ".");
        this.smallest = smallest;
    }

    /** Returns the smallest square input that the network takes. */
    public Size smallest() {
        return smallest;
    }
}
