package org.inceptionnext.checkpoint;

/**
 * How a checkpoint is opened.
 *
 * @param limits how much the file may make its reader do
 */
public record OpenOptions(ReadLimits limits) {
    /** Default limits. */
    public static final OpenOptions DEFAULTS = new OpenOptions(ReadLimits.DEFAULTS);
}
