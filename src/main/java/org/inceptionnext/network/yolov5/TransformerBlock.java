package org.inceptionnext.network.yolov5;

import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Value;

/**
 * The middle of C3TR: transformer layers between all positions of a map, without normalisation and without activation
 * ("An Image is Worth 16x16 Words", <a href="https://arxiv.org/abs/2010.11929">arXiv 2010.11929</a>).
 */
final class TransformerBlock {
    private static final int HEADS = 4;

    private TransformerBlock() {}

    static Value build(GraphBuilder at, Value x, int layers) {
        Value y = at.add(x, at.in("linear").pointwiseLinear(x, x.channels()));
        for (int j = 0; j < layers; j++) {
            y = layer(at.in("tr").in(j), y);
        }
        return y;
    }

    private static Value layer(GraphBuilder at, Value x) {
        Value query = linear(at.in("q"), x);
        Value key = linear(at.in("k"), x);
        Value value = linear(at.in("v"), x);
        Value attended = at.add(at.in("ma").multiHeadAttention(query, key, value, HEADS), x);
        Value wide = linear(at.in("fc1"), attended);
        return at.add(linear(at.in("fc2"), wide), attended);
    }

    private static Value linear(GraphBuilder at, Value x) {
        return at.unbiasedPointwiseLinear(x, x.channels());
    }
}
