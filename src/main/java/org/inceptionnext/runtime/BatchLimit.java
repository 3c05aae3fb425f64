package org.inceptionnext.runtime;

import ai.djl.ndarray.types.Shape;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.FeatureMap;

/**
 * How many pictures go through a network at once: as many as keep its largest map within {@link
 * InceptionNextRuntime#largestKeptBlock}. A larger batch would be slower for each picture than a smaller one.
 *
 * @param bytesPerPixel how much the largest map takes for each pixel of the input
 */
record BatchLimit(double bytesPerPixel) {
    /**
     * Returns the limit of a network.
     *
     * @param dtype what it computes in
     */
    static BatchLimit of(Graph graph, DType dtype) {
        double elements = Stream.concat(
                        Stream.of(graph.input()), graph.nodes().stream().map(Node::output))
                .mapToDouble(BatchLimit::elementsPerPixel)
                .max()
                .orElse(0);
        return new BatchLimit(elements * dtype.sizeBytes());
    }

    /** What is not a map is small beside the maps. */
    private static double elementsPerPixel(Value value) {
        return value.shape() instanceof FeatureMap map
                ? (double) map.channels() / map.stride().area()
                : 0;
    }

    /**
     * Returns how many pictures go at once.
     *
     * @param pictures a batch, (pictures, channels, height, width)
     * @param keptBytes the largest block of memory that is kept
     */
    int of(Shape pictures, long keptBytes) {
        double bytes = bytesPerPixel * pictures.get(2) * pictures.get(3);
        return (int) Math.max(1, keptBytes / bytes);
    }
}
