package org.inceptionnext.network.passes;

import java.util.Optional;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Weights;

/**
 * Gives the work of a batch normalisation, which in evaluation mode is a factor and a summand per channel, to a
 * convolution beside it.
 *
 * <p>The convolution before it takes it over always; the one after it only if it adds no zeros at the borders, where the
 * normalisation would have shifted them.
 */
final class FoldBatchNorm implements Pass {

    @Override
    public Weights apply(Weights weights) {
        GraphEdit edit = new GraphEdit(weights);
        for (Node node : edit.nodes()) {
            if (node.operation() instanceof BatchNorm norm) {
                ChannelAffine affine = ChannelAffine.of(norm, weights);
                if (!foldIntoProducer(edit, node, affine)) {
                    foldIntoReader(edit, node, affine);
                }
            }
        }
        return edit.result();
    }

    private static boolean foldIntoProducer(GraphEdit edit, Node norm, ChannelAffine affine) {
        Optional<Node> producer = edit.producerOnlyFor(norm);
        if (producer.isEmpty() || !(producer.get().operation() instanceof Convolution convolution)) {
            return false;
        }
        Node node = producer.get();
        Convolution folded = FoldedConvolution.affineAfter(edit, convolution, affine);
        edit.replace(node, new Node(node.scope(), folded, node.inputs(), norm.output()));
        edit.remove(norm);
        return true;
    }

    private static void foldIntoReader(GraphEdit edit, Node norm, ChannelAffine affine) {
        Optional<Node> reader = edit.onlyReader(norm.output());
        if (reader.isEmpty()
                || !(reader.get().operation() instanceof Convolution convolution)
                || !convolution.window().isUnpadded()) {
            return;
        }
        Node node = reader.get();
        Convolution folded = FoldedConvolution.affineBefore(edit, convolution, affine);
        edit.replace(node, new Node(node.scope(), folded, norm.inputs(), node.output()));
        edit.remove(norm);
    }
}
