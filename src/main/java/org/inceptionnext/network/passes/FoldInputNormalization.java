package org.inceptionnext.network.passes;

import java.util.List;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Weights;

/**
 * Gives the normalisation of the input to the convolution that reads it: {@code W / std} and {@code b - sum(W * mean /
 * std)}. Exact because that convolution adds no zeros at the borders, where a normalised image has others.
 */
record FoldInputNormalization(InputNormalization normalization) implements Pass {

    @Override
    public Weights apply(Weights weights) {
        Graph graph = weights.graph();
        require(
                graph.input().channels() == normalization.mean().size(),
                "its images have " + graph.input().channels() + " channels");
        GraphEdit edit = new GraphEdit(weights.withFoldedNormalization(normalization));
        List<Node> readers = graph.nodes().stream()
                .filter(node -> node.inputs().contains(graph.input()))
                .toList();
        require(readers.size() == 1, readers.size() + " operations read its images");
        Node stem = readers.get(0);
        if (!(stem.operation() instanceof Convolution convolution)) {
            throw refused(stem.scope() + " is no convolution");
        }
        require(convolution.window().isUnpadded(), stem.scope() + " pads the images with zeros");
        Convolution folded = FoldedConvolution.affineBefore(edit, convolution, affine());
        edit.replace(stem, new Node(stem.scope(), folded, stem.inputs(), stem.output()));
        return edit.result();
    }

    private ChannelAffine affine() {
        double[] scale = normalization.std().stream().mapToDouble(s -> 1 / s).toArray();
        double[] shift = new double[scale.length];
        for (int c = 0; c < shift.length; c++) {
            shift[c] = -normalization.mean().get(c) / normalization.std().get(c);
        }
        return new ChannelAffine.Constant(scale, shift);
    }

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw refused(problem);
        }
    }

    private IllegalArgumentException refused(String problem) {
        return new IllegalArgumentException("this network cannot take over " + normalization + ": " + problem);
    }
}
