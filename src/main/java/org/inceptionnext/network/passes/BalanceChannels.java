package org.inceptionnext.network.passes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.Slice;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.Window;

/**
 * See {@link Pass#balancing}. A block of InceptionNeXt joins channels of the residual stream, as they are, with the results of
 * depthwise convolutions, and normalises them. The convolutions take over their part of the normalisation; the channels that
 * pass by take over, all along the stream, the mean of what the stream's blocks do to them: whoever writes the stream applies
 * it, whoever reads it undoes it.
 */
final class BalanceChannels implements Pass {

    @Override
    public Weights apply(Weights weights) {
        GraphEdit edit = new GraphEdit(Pass.folding().apply(weights));
        Map<Value, List<Mixer>> streams = new LinkedHashMap<>();
        norms(weights)
                .forEach((concat, norm) -> Mixer.of(edit, concat, norm)
                        .ifPresent(mixer -> streams.computeIfAbsent(mixer.root(), root -> new ArrayList<>())
                                .add(mixer)));
        streams.forEach((root, mixers) -> {
            if (mixers.stream().allMatch(mixers.get(0)::keepsTheSame)) {
                new Stream(edit, root, mixers).balance();
            }
        });
        return edit.result();
    }

    /** Returns what normalises a concatenation, by the concatenation's value. */
    private static Map<Value, ChannelAffine> norms(Weights weights) {
        Map<Value, ChannelAffine> norms = new LinkedHashMap<>();
        for (Node node : weights.graph().nodes()) {
            if (node.operation() instanceof BatchNorm norm) {
                norms.put(node.inputs().get(0), ChannelAffine.of(norm, weights));
            }
        }
        return norms;
    }

    /** Returns the value with which a residual stream begins that another value is of. */
    private static Value rootOf(GraphEdit edit, Value value) {
        Value root = value;
        Optional<Node> producer = edit.producer(root);
        while (producer.isPresent() && producer.get().operation() instanceof Add) {
            root = producer.get().inputs().get(0);
            producer = edit.producer(root);
        }
        return root;
    }

    /**
     * A concatenation of a stream's first channels and of depthwise convolutions, which one layer reads.
     *
     * @param norm what normalises it
     * @param root where the stream begins
     * @param kept how many channels pass by
     * @param convolutions by the channel at which their results begin
     * @param reader the layer
     */
    private record Mixer(ChannelAffine norm, Value root, int kept, Map<Integer, Node> convolutions, Node reader) {

        static Optional<Mixer> of(GraphEdit edit, Value value, ChannelAffine norm) {
            Optional<Node> concat = edit.producer(value).filter(node -> node.operation() instanceof Concat);
            Optional<Node> reader = edit.onlyReader(value).filter(node -> isUnpadded(node));
            if (concat.isEmpty() || reader.isEmpty()) {
                return Optional.empty();
            }
            List<Value> inputs = concat.get().inputs();
            Optional<Node> slice = edit.producer(inputs.get(0))
                    .filter(node -> node.operation() instanceof Slice range && range.start() == 0);
            Map<Integer, Node> convolutions = new HashMap<>();
            int start = inputs.get(0).channels();
            for (Value input : inputs.subList(1, inputs.size())) {
                Optional<Node> convolution = edit.producer(input)
                        .filter(node -> node.operation() instanceof Convolution
                                && edit.onlyReader(input).isPresent());
                if (convolution.isEmpty()) {
                    return Optional.empty();
                }
                convolutions.put(start, convolution.get());
                start += input.channels();
            }
            return slice.map(node -> new Mixer(
                    norm, rootOf(edit, node.inputs().get(0)), inputs.get(0).channels(), convolutions, reader.get()));
        }

        boolean keepsTheSame(Mixer other) {
            return kept == other.kept;
        }
    }

    private static boolean isUnpadded(Node node) {
        return node.operation() instanceof Convolution convolution
                && convolution.groups() == 1
                && convolution.window().isUnpadded();
    }

    /** A residual stream: where it begins, and what each addition makes of it. */
    private static final class Stream {
        private final GraphEdit edit;
        private final List<Mixer> mixers;
        private final List<Value> values = new ArrayList<>();
        private final ChannelAffine kept;
        private final ChannelAffine all;

        Stream(GraphEdit edit, Value root, List<Mixer> mixers) {
            this.edit = edit;
            this.mixers = mixers;
            this.kept = new ChannelAffines.Mean(mixers.stream()
                    .map(mixer -> (ChannelAffine) new ChannelAffines.Part(mixer.norm(), 0, mixer.kept()))
                    .toList());
            this.all = new ChannelAffines.Among(kept, 0, root.channels());
            values.add(root);
            for (Node node : edit.nodes()) {
                if (node.operation() instanceof Add
                        && values.contains(node.inputs().get(0))) {
                    values.add(node.output());
                }
            }
        }

        void balance() {
            if (!isBalanceable()) {
                return;
            }
            mixers.forEach(this::balance);
            List.copyOf(values).forEach(this::restoreForOthers);
            for (Value value : values) {
                Node producer = edit.producer(value).orElseThrow();
                if (producer.operation() instanceof Add) {
                    after(edit.producer(producer.inputs().get(1)).orElseThrow(), new ChannelAffines.Factors(all));
                } else {
                    after(producer, all);
                }
            }
        }

        /** Whether all that writes the stream is a convolution that writes nothing else. */
        private boolean isBalanceable() {
            return values.stream().allMatch(value -> {
                Node producer = edit.producer(value).orElse(null);
                if (producer == null) {
                    return false;
                }
                Optional<Node> writer = producer.operation() instanceof Add
                        ? edit.producer(producer.inputs().get(1))
                                .filter(node -> edit.onlyReader(node.output()).isPresent())
                        : Optional.of(producer);
                return writer.filter(node -> node.operation() instanceof Convolution)
                        .isPresent();
            });
        }

        private void balance(Mixer mixer) {
            ChannelAffine joined = new ChannelAffines.Among(
                    kept, 0, mixer.reader().inputs().get(0).channels());
            for (Map.Entry<Integer, Node> entry : mixer.convolutions().entrySet()) {
                Node convolution = entry.getValue();
                int channels = convolution.output().channels();
                ChannelAffine part = new ChannelAffines.Mean(
                        List.of(new ChannelAffines.Part(mixer.norm(), entry.getKey(), channels)));
                after(convolution, part);
                joined = new ChannelAffines.Joined(joined, part, entry.getKey());
            }
            before(mixer.reader(), new ChannelAffines.Inverse(joined));
        }

        private void after(Node node, ChannelAffine affine) {
            Convolution folded = FoldedConvolution.affineAfter(edit, (Convolution) node.operation(), affine);
            edit.replace(node, new Node(node.scope(), folded, node.inputs(), node.output()));
        }

        private void before(Node node, ChannelAffine affine) {
            Convolution folded = FoldedConvolution.affineBefore(edit, (Convolution) node.operation(), affine);
            edit.replace(node, new Node(node.scope(), folded, node.inputs(), node.output()));
        }

        /** Those that read the stream beside its own blocks: convolutions undo what was done, others get it undone. */
        private void restoreForOthers(Value value) {
            List<Node> readers = edit.nodes().stream()
                    .filter(node -> node.inputs().contains(value) && !isOwn(node))
                    .toList();
            readers.stream()
                    .filter(BalanceChannels::isUnpadded)
                    .forEach(node -> before(node, new ChannelAffines.Inverse(all)));
            if (edit.isOutput(value) || !readers.stream().allMatch(BalanceChannels::isUnpadded)) {
                restore(value);
            }
        }

        private boolean isOwn(Node node) {
            return node.operation() instanceof Slice || values.contains(node.output());
        }

        /** Puts a layer behind a value that undoes what was done to it; the result takes the value's place. */
        private void restore(Value value) {
            Node producer = edit.producer(value).orElseThrow();
            Value inner = edit.newValue(value.shape());
            for (Node node : edit.nodes()) {
                if (node.inputs().contains(value) && (isOwn(node) || isUnpadded(node))) {
                    List<Value> inputs = node.inputs().stream()
                            .map(input -> input.equals(value) ? inner : input)
                            .toList();
                    edit.replace(node, new Node(node.scope(), node.operation(), inputs, node.output()));
                }
            }
            Node balanced = new Node(producer.scope(), producer.operation(), producer.inputs(), inner);
            edit.replace(producer, balanced);
            edit.insertAfter(
                    balanced, new Node(producer.scope(), undoing(producer.scope(), value), List.of(inner), value));
            values.set(values.indexOf(value), inner);
        }

        private Convolution undoing(String scope, Value value) {
            int channels = value.channels();
            ChannelAffine inverse = new ChannelAffines.Inverse(all);
            Parameter weight = new Parameter(
                    scope + ".restored.weight", List.of((long) channels, 1L, 1L, 1L), DType.F32, Role.WEIGHT);
            Parameter bias = new Parameter(scope + ".restored.bias", List.of((long) channels), DType.F32, Role.BIAS);
            edit.put(weight, ComputedTensor.of(weight, () -> ChannelAffines.floats(inverse.scale())));
            edit.put(bias, ComputedTensor.of(bias, () -> ChannelAffines.floats(inverse.shift())));
            return new Convolution(weight, Optional.of(bias), Window.same(1, 1), channels);
        }
    }
}
