package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.util.Optional;
import org.inceptionnext.checkpoint.Tensor;

/**
 * How the tensors of one name in two files differ.
 *
 * @param a the first file's, if it has one
 * @param b the second file's, if it has one
 * @param elements how the elements differ; empty if one is missing or the shapes are not the same
 */
record TensorDifference(String name, Optional<Tensor> a, Optional<Tensor> b, Optional<ElementDifference> elements) {

    /**
     * Compares two tensors.
     *
     * @param tolerance how large a difference of two numbers is none; 0 wants the same types and bits
     * @return empty if they do not differ
     */
    static Optional<TensorDifference> of(Tensor a, Tensor b, double tolerance) throws IOException {
        if (!a.shape().equals(b.shape())) {
            return Optional.of(new TensorDifference(a.name(), Optional.of(a), Optional.of(b), Optional.empty()));
        }
        if (a.dtype() == b.dtype() && ElementDifference.sameBits(a, b)) {
            return Optional.empty();
        }
        ElementDifference elements = ElementDifference.of(a, b);
        return tolerance > 0 && elements.largest() <= tolerance
                ? Optional.empty()
                : Optional.of(new TensorDifference(a.name(), Optional.of(a), Optional.of(b), Optional.of(elements)));
    }

    static TensorDifference onlyIn(Optional<Tensor> a, Optional<Tensor> b) {
        return new TensorDifference(a.or(() -> b).orElseThrow().name(), a, b, Optional.empty());
    }

    boolean isInBoth() {
        return a.isPresent() && b.isPresent();
    }
}
