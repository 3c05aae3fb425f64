package org.inceptionnext.checkpoint.pickle;

import java.util.Map;
import org.inceptionnext.checkpoint.CheckpointKind;

/**
 * One pickle that has been read.
 *
 * @param kind the least harmless name in it
 * @param globals every class and function it names, in order, and how many calls and objects of it were recorded
 * @param end the position after it in its source
 */
public record Pickle(PickleValue root, int protocol, CheckpointKind kind, Map<String, Integer> globals, long end) {}
