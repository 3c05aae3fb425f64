package org.inceptionnext.network.passes;

import java.util.List;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Weights;

/**
 * Rewrites a network into another that answers the same.
 *
 * <p>Parameters are computed in double and rounded once to float32, each only when its elements are read, so the source
 * of the original tensors has to stay open as long as the result is used.
 */
@FunctionalInterface
public interface Pass {

    /** Returns the rewritten network; the argument stays as it is. */
    Weights apply(Weights weights);

    /** Returns the pass that is this one and then another. */
    default Pass then(Pass next) {
        return weights -> next.apply(apply(weights));
    }

    /**
     * Returns the pass for inference: no batch normalisation and no layer scale is left where a convolution beside it can
     * take it over exactly (in InceptionNeXt and in YOLOv5's convolutions: everywhere).
     */
    static Pass folding() {
        return new FoldBatchNorm().then(new FoldLayerScale());
    }

    /**
     * Returns the pass that makes one depthwise convolution of an Inception token mixer's three, where the map is small:
     * one call instead of three, and more multiplications by zero.
     *
     * @param minStride the stride from which on a map counts as small
     */
    static Pass mergingDepthwise(int minStride) {
        return new MergeDepthwise(minStride);
    }

    /**
     * Returns the pass that prepares a network for 8 bits: folded, and with channels that one layer reads brought to like
     * ranges. Exact, as the others; it changes nothing but the folding where there are no such channels.
     */
    static Pass balancing() {
        return new BalanceChannels();
    }

    /**
     * Rounds layers to 8 bits, which is not exact: the result answers almost as the argument.
     *
     * @param balanced a network after {@link #balancing}
     * @param quantization which layers, in what ranges
     */
    static Weights quantize(Weights balanced, Quantization quantization) {
        return new QuantizeLayers(quantization).apply(balanced);
    }

    /**
     * Returns the layers of a network that can be rounded to 8 bits, in order: the linear layers of InceptionNeXt's blocks and the
     * convolutions between its stages, in a classifier as in a detector's backbone, and the last layer of a classifier.
     */
    static List<Node> quantizable(Weights balanced) {
        return QuantizeLayers.layers(balanced);
    }

    /**
     * Returns the pass that gives the normalisation of the input to the first convolution, so that the network takes
     * images from 0 to 1. The result says so in {@link Weights#foldedNormalization}.
     *
     * <p>It throws {@code IllegalStateException} on weights that contain one already, and {@code
     * IllegalArgumentException} on a network that does not begin with a convolution without padding.
     */
    static Pass foldingNormalization(InputNormalization normalization) {
        return new FoldInputNormalization(normalization);
    }
}
