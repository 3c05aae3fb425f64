package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/**
 * How a residual branch ends: GELU, a convolution with the layer scale in its weights, and the sum. What GELU gives is the largest map of a
 * block beside the one that it reads, and cheap to compute again.
 *
 * @param scaling the layer scale
 * @param sum what adds the branch to the block's input
 * @param kept the block's input
 */
record ResidualTail(Node activation, Node layer, Node scaling, Node sum, Value kept) {

    /** Returns the nodes, in order. */
    List<Node> nodes() {
        return List.of(activation, layer, scaling, sum);
    }

    /** Returns what GELU reads. */
    Value inner() {
        return activation.inputs().get(0);
    }

    /** Returns the layer scale's factors. */
    Parameter scale() {
        return ((ChannelScale) scaling.operation()).scale();
    }

    Convolution convolution() {
        return (Convolution) layer.operation();
    }

    /** Returns the parameters that it learns: of the convolution, and the scale. */
    List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(convolution().parameters());
        all.add(scale());
        return List.copyOf(all);
    }
}
