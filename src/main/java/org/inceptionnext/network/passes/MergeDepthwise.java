package org.inceptionnext.network.passes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;

/**
 * Makes one depthwise convolution of neighbouring branches: their kernels, each padded with zeros to the size of the largest.
 * One call instead of several, for more multiplications by zero; worth it where the map is small.
 *
 * @param minStride maps of this stride and above are small
 */
record MergeDepthwise(int minStride) implements Pass {

    /** A branch: the channels it takes and the convolution over them. */
    private record Branch(Node slice, Node convolution) {

        Slice range() {
            return (Slice) slice.operation();
        }

        Convolution operation() {
            return (Convolution) convolution.operation();
        }

        boolean continues(Branch before) {
            return slice.inputs().equals(before.slice.inputs())
                    && range().start()
                            == before.range().start() + before.range().length();
        }
    }

    @Override
    public Weights apply(Weights weights) {
        GraphEdit edit = new GraphEdit(weights);
        for (Node node : edit.nodes()) {
            if (node.operation() instanceof Concat && isSmall(node.output())) {
                merge(edit, node);
            }
        }
        return edit.result();
    }

    private boolean isSmall(Value value) {
        return value.shape() instanceof FeatureMap map
                && Math.min(map.stride().height(), map.stride().width()) >= minStride;
    }

    private static void merge(GraphEdit edit, Node concat) {
        List<Value> inputs = new ArrayList<>();
        List<Branch> run = new ArrayList<>();
        for (Value input : concat.inputs()) {
            Optional<Branch> branch = branch(edit, input);
            boolean continues =
                    branch.isPresent() && !run.isEmpty() && branch.get().continues(run.get(run.size() - 1));
            if (!continues) {
                inputs.addAll(merged(edit, concat, run));
                run.clear();
            }
            branch.ifPresentOrElse(run::add, () -> inputs.add(input));
        }
        inputs.addAll(merged(edit, concat, run));
        edit.replace(concat, new Node(concat.scope(), concat.operation(), inputs, concat.output()));
    }

    /** Returns the branch that ends in a value, if nothing else reads what is inside it. */
    private static Optional<Branch> branch(GraphEdit edit, Value end) {
        Optional<Node> convolution = edit.producer(end)
                .filter(node -> node.operation() instanceof Convolution c && isDepthwise(c))
                .filter(node -> edit.onlyReader(end).isPresent());
        return convolution.flatMap(node -> edit.producerOnlyFor(node)
                .filter(slice -> slice.operation() instanceof Slice)
                .map(slice -> new Branch(slice, node)));
    }

    /** A depthwise convolution that leaves a map's size as it is. */
    private static boolean isDepthwise(Convolution convolution) {
        Size kernel = convolution.window().kernel();
        return convolution.groups() == convolution.weight().shape().get(0)
                && convolution.weight().shape().get(1) == 1
                && convolution.bias().isPresent()
                && convolution.window().equals(Window.same(kernel.height(), kernel.width()));
    }

    private static List<Value> merged(GraphEdit edit, Node concat, List<Branch> run) {
        if (run.size() < 2) {
            return run.stream().map(branch -> branch.convolution().output()).toList();
        }
        Branch first = run.get(0);
        List<Branch> branches = List.copyOf(run);
        int channels = branches.stream().mapToInt(b -> b.range().length()).sum();
        Node slice = new Node(
                first.slice().scope(),
                new Slice(first.range().start(), channels),
                first.slice().inputs(),
                widened(first.slice().output(), channels));
        Convolution convolution = convolution(edit, concat.scope(), branches, channels);
        Value output = widened(first.convolution().output(), channels);
        edit.replace(first.slice(), slice);
        edit.replace(first.convolution(), new Node(concat.scope(), convolution, List.of(slice.output()), output));
        branches.stream()
                .skip(1)
                .flatMap(b -> Stream.of(b.slice(), b.convolution()))
                .forEach(edit::remove);
        return List.of(output);
    }

    private static Value widened(Value value, int channels) {
        return new Value(value.id(), new FeatureMap(channels, ((FeatureMap) value.shape()).stride()));
    }

    private static Convolution convolution(GraphEdit edit, String scope, List<Branch> branches, int channels) {
        int height = side(branches, true);
        int width = side(branches, false);
        List<Long> shape = List.of((long) channels, 1L, (long) height, (long) width);
        Parameter weight = new Parameter(scope + ".merged.weight", shape, DType.F32, Role.WEIGHT);
        Parameter bias = new Parameter(scope + ".merged.bias", List.of((long) channels), DType.F32, Role.BIAS);
        List<Tensor> kernels = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        for (Branch branch : branches) {
            kernels.add(edit.tensor(branch.operation().weight()));
            biases.add(edit.tensor(branch.operation().bias().orElseThrow()));
        }
        edit.put(weight, ComputedTensor.of(weight, () -> padded(kernels, channels, new Size(height, width))));
        edit.put(bias, ComputedTensor.of(bias, () -> joined(biases, channels)));
        return new Convolution(weight, Optional.of(bias), Window.same(height, width), channels);
    }

    private static int side(List<Branch> branches, boolean height) {
        return branches.stream()
                .map(branch -> branch.operation().window().kernel())
                .mapToInt(kernel -> height ? kernel.height() : kernel.width())
                .max()
                .orElseThrow();
    }

    private static float[] padded(List<Tensor> kernels, int channels, Size size) throws IOException {
        int area = Math.toIntExact(size.area());
        float[] result = new float[channels * area];
        int channel = 0;
        for (Tensor kernel : kernels) {
            float[] values = kernel.floats();
            int height = kernel.shape().get(2).intValue();
            int width = kernel.shape().get(3).intValue();
            int top = (size.height() - height) / 2;
            int left = (size.width() - width) / 2;
            for (int row = 0; row < values.length / width; row++) {
                int target = (channel + row / height) * area + (top + row % height) * size.width() + left;
                System.arraycopy(values, row * width, result, target, width);
            }
            channel += kernel.shape().get(0).intValue();
        }
        return result;
    }

    private static float[] joined(List<Tensor> parts, int length) throws IOException {
        float[] result = new float[length];
        int position = 0;
        for (Tensor part : parts) {
            float[] values = part.floats();
            System.arraycopy(values, 0, result, position, values.length);
            position += values.length;
        }
        return result;
    }
}
