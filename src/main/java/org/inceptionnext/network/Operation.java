package org.inceptionnext.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of a network, with the parameters it reads.
 *
 * <p>The meaning of each is that of torch's operator of the same name, in evaluation mode. Everything that runs or
 * exports a network is a {@link Visitor}, so a new operation does not compile until each of them handles it (Java 17 has
 * no exhaustive switch over types).
 */
public sealed interface Operation {

    /** Returns the parameters that this operation reads, in state-dict order; none unless it says otherwise. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Returns the size of the map it makes from maps of this size; the same unless it says otherwise. */
    default Size outputSize(Size input) {
        return input;
    }

    /** Calls the method of the visitor that is for this operation. */
    <R> R accept(Visitor<R> visitor);

    /**
     * What runs, exports or otherwise translates operations.
     *
     * @param <R> what an operation is translated to
     */
    interface Visitor<R> {
        R convolution(Convolution operation);

        R batchNorm(BatchNorm operation);

        R layerNorm(LayerNorm operation);

        R linear(Linear operation);

        R gelu(Gelu operation);

        R add(Add operation);

        R channelScale(ChannelScale operation);

        R slice(Slice operation);

        R concat(Concat operation);

        R globalAveragePool(GlobalAveragePool operation);
    }

    /**
     * {@code conv2d}: a feature map to a feature map.
     *
     * @param weight shape {@code (out, in / groups, kernel height, kernel width)}
     * @param bias shape {@code (out)}
     * @param window kernel, stride and padding
     * @param groups into how many independent groups the channels fall; as many as channels for a depthwise one
     */
    record Convolution(Parameter weight, Optional<Parameter> bias, Window window, int groups) implements Operation {

        @Override
        public List<Parameter> parameters() {
            List<Parameter> parameters = new ArrayList<>(List.of(weight));
            bias.ifPresent(parameters::add);
            return List.copyOf(parameters);
        }

        @Override
        public Size outputSize(Size input) {
            return window.outputSize(input);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.convolution(this);
        }
    }

    /**
     * {@code batch_norm} with running statistics: per channel {@code (x - mean) / sqrt(variance + eps) * scale + shift}.
     *
     * @param scale shape {@code (channels)}
     * @param shift shape {@code (channels)}
     * @param statistics what training has gathered
     * @param eps added to the variance
     */
    record BatchNorm(Parameter scale, Parameter shift, Statistics statistics, double eps) implements Operation {

        /**
         * The running statistics.
         *
         * @param mean shape {@code (channels)}
         * @param variance shape {@code (channels)}
         * @param batchCounter a single number; inference does not read it
         */
        public record Statistics(Parameter mean, Parameter variance, Parameter batchCounter) {}

        @Override
        public List<Parameter> parameters() {
            return List.of(scale, shift, statistics.mean(), statistics.variance(), statistics.batchCounter());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.batchNorm(this);
        }
    }

    /**
     * {@code layer_norm} over the elements of a vector.
     *
     * @param scale shape {@code (channels)}
     * @param shift shape {@code (channels)}
     * @param eps added to the variance
     */
    record LayerNorm(Parameter scale, Parameter shift, double eps) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(scale, shift);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.layerNorm(this);
        }
    }

    /**
     * {@code linear}: a vector to a vector.
     *
     * @param weight shape {@code (out, in)}
     * @param bias shape {@code (out)}
     */
    record Linear(Parameter weight, Parameter bias) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(weight, bias);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linear(this);
        }
    }

    /** {@code gelu}, the exact form with erf: {@code x / 2 * (1 + erf(x / sqrt(2)))}. */
    record Gelu() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.gelu(this);
        }
    }

    /** The sum of two values of one shape. */
    record Add() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.add(this);
        }
    }

    /**
     * A factor for each channel of a feature map (layer scale).
     *
     * @param scale shape {@code (channels)}
     */
    record ChannelScale(Parameter scale) implements Operation {

        @Override
        public List<Parameter> parameters() {
            return List.of(scale);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.channelScale(this);
        }
    }

    /**
     * {@code narrow} of a feature map's channels.
     *
     * @param start the first channel
     * @param length the number of channels
     */
    record Slice(int start, int length) implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.slice(this);
        }
    }

    /** {@code cat} of feature maps of one size, along the channels. */
    record Concat() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.concat(this);
        }
    }

    /** The mean over height and width: a feature map to a vector. */
    record GlobalAveragePool() implements Operation {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.globalAveragePool(this);
        }
    }
}
