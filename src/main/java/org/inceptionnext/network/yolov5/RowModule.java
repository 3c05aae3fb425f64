package org.inceptionnext.network.yolov5;

import java.util.List;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Value;

/**
 * What a module's name stands for.
 *
 * @param rewriting what happens to a row's arguments before the module sees them
 * @param body builds it
 */
record RowModule(Rewriting rewriting, Body body) {

    /** Builds a module from its inputs and its rewritten arguments. */
    @FunctionalInterface
    interface Body {
        Value build(GraphBuilder at, List<Value> inputs, Arguments arguments);
    }

    /** Builds a module that has one input. */
    @FunctionalInterface
    interface SingleInputBody {
        Value build(GraphBuilder at, Value x, Arguments arguments);
    }

    /** How the arguments of a row become those of its module. */
    enum Rewriting {
        /** They stay. */
        NONE,
        /** {@code [c2, ...]} becomes {@code [c1, scaled c2, ...]}. */
        CHANNELS,
        /** {@code [c2, ...]} becomes {@code [c1, scaled c2, repeats, ...]}: the module repeats a part of itself. */
        CHANNELS_AND_REPEATS,
        /** They become the channels of the input. */
        INPUT_CHANNELS
    }

    static Body single(SingleInputBody body) {
        return (at, inputs, arguments) -> {
            if (inputs.size() != 1) {
                throw new IllegalArgumentException("takes one input, but is from " + inputs.size());
            }
            return body.build(at, inputs.get(0), arguments);
        };
    }
}
