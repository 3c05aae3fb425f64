package org.inceptionnext.checkpoint.pickle;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.CheckpointKind;

/**
 * One pickle that has been read.
 *
 * @param kind the least harmless name in it
 * @param globals every class and function it names, in order, and how many calls and objects of it were recorded
 * @param tensors every tensor that its calls made, also those that its root does not hold; each is a
 *     {@link PickleValue.TensorData}, {@link PickleValue.UnreadTensor} or {@link PickleValue.Stub}
 * @param foreign the first thing in it that is on no list
 * @param end the position after it in its source
 */
public record Pickle(
        PickleValue root,
        CheckpointKind kind,
        Map<String, Integer> globals,
        Collection<PickleValue> tensors,
        Optional<Foreign> foreign,
        long end) {

    /**
     * Something that is on no list.
     *
     * @param what it is, for a message
     * @param offset the byte of the file at which it is named
     */
    public record Foreign(String what, long offset) {}
}
