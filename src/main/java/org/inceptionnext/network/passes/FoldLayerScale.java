package org.inceptionnext.network.passes;

import java.util.Optional;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.ChannelScale;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Weights;

/** Gives a factor per channel to the convolution before it. */
final class FoldLayerScale implements Pass {

    @Override
    public Weights apply(Weights weights) {
        GraphEdit edit = new GraphEdit(weights);
        for (Node node : edit.nodes()) {
            if (node.operation() instanceof ChannelScale scale) {
                fold(edit, node, ChannelAffine.of(scale, weights));
            }
        }
        return edit.result();
    }

    private static void fold(GraphEdit edit, Node scale, ChannelAffine affine) {
        Optional<Node> producer = edit.producerOnlyFor(scale);
        if (producer.isPresent() && producer.get().operation() instanceof Convolution convolution) {
            Node node = producer.get();
            Convolution folded = FoldedConvolution.affineAfter(edit, convolution, affine);
            edit.replace(node, new Node(node.scope(), folded, node.inputs(), scale.output()));
            edit.remove(scale);
        }
    }
}
