package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

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
     * @param tolerance how large a difference of two numbers is none, whatever their types; empty wants the same types
     *     and bits
     * @return empty if they do not differ
     */
    static Optional<TensorDifference> of(Tensor a, Tensor b, OptionalDouble tolerance) throws IOException {
        if (!a.shape().equals(b.shape())) {
            return Optional.of(new TensorDifference(a.name(), Optional.of(a), Optional.of(b), Optional.empty()));
        }
        boolean countable = a.dtype() == b.dtype() && !a.dtype().isPacked();
        if (countable && ElementDifference.sameBits(a, b)) {
            return Optional.empty();
        }
        if (a.dtype().isPacked() || b.dtype().isPacked()) {
            return packed(a, b);
        }
        ElementDifference elements = ElementDifference.of(a, b);
        boolean within = tolerance.isPresent() && elements.largest() <= tolerance.getAsDouble();
        return within
                ? Optional.empty()
                : Optional.of(new TensorDifference(a.name(), Optional.of(a), Optional.of(b), Optional.of(elements)));
    }

    /** Types of which several elements share a byte are compared by their bytes. */
    private static Optional<TensorDifference> packed(Tensor a, Tensor b) throws IOException {
        if (a.dtype() == b.dtype() && a.bytes().equals(b.bytes())) {
            return Optional.empty();
        }
        Optional<ElementDifference> elements =
                a.dtype() == b.dtype() ? Optional.of(ElementDifference.of(bytes(a), bytes(b))) : Optional.empty();
        return Optional.of(new TensorDifference(a.name(), Optional.of(a), Optional.of(b), elements));
    }

    private static Tensor bytes(Tensor tensor) throws IOException {
        return Tensors.ofBytes(tensor.name(), DType.U8, List.of(tensor.sizeBytes()), tensor.bytes());
    }

    static TensorDifference onlyIn(Optional<Tensor> a, Optional<Tensor> b) {
        return new TensorDifference(a.or(() -> b).orElseThrow().name(), a, b, Optional.empty());
    }

    boolean isInBoth() {
        return a.isPresent() && b.isPresent();
    }
}
