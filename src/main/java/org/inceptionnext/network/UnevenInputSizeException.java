package org.inceptionnext.network;

/** An image has a size at which maps of different sizes would meet inside a network. */
public class UnevenInputSizeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int stride;

    UnevenInputSizeException(Size found, String meeting, int stride) {
        super("An input of " + found + " (height x width) does not fit this network: " + meeting
                + ". Height and width that are multiples of " + stride + " do.");
        this.stride = stride;
    }

    /** Returns of what number height and width have to be multiples. */
    public int stride() {
        return stride;
    }
}
