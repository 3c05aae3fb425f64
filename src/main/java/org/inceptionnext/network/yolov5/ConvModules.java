package org.inceptionnext.network.yolov5;

import java.math.BigInteger;
import java.util.List;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.TransposedWindow;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;
import org.inceptionnext.network.yolov5.ConvBlock.Shape;
import org.inceptionnext.network.yolov5.RowModule.Rewriting;

/** Single convolutions: Conv, DWConv, Focus, CrossConv, MixConv2d and the transposed ones. */
final class ConvModules {
    private final ConvBlock conv;

    ConvModules(ConvBlock conv) {
        this.conv = conv;
    }

    void addTo(ModuleRegistry registry) {
        registry.add("Conv", Rewriting.CHANNELS, this::conv);
        registry.add("DWConv", Rewriting.CHANNELS, this::depthwise);
        registry.add("Focus", Rewriting.CHANNELS, this::focus);
        registry.add("CrossConv", Rewriting.CHANNELS, this::cross);
        registry.add("MixConv2d", Rewriting.CHANNELS, ConvModules::mix);
        registry.add("nn.ConvTranspose2d", Rewriting.CHANNELS, ConvModules::transposed);
        registry.add("DWConvTranspose2d", Rewriting.CHANNELS, ConvModules::depthwiseTransposed);
    }

    /** {@code (c1, c2, kernel 1, stride 1, padding, groups 1, dilation 1, activation)}. */
    private Value conv(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(8);
        return conv.build(at, x, shape(arguments, arguments.integer(6, "dilation", 1)), arguments.activation(7));
    }

    /** The space-to-depth stem of early versions: {@code (c1, c2, kernel 1, stride 1, padding, groups 1, activation)}. */
    private Value focus(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(7);
        int channels = x.channels();
        Value parts = at.spaceToDepth(x, 2);
        // The rows are the inner loop here: (row, column) 00, 10, 01, 11.
        Value swapped = at.concat(
                at.slice(parts, 0, channels),
                at.slice(parts, 2 * channels, channels),
                at.slice(parts, channels, channels),
                at.slice(parts, 3 * channels, channels));
        return conv.build(at.in("conv"), swapped, shape(arguments, 1), arguments.activation(6));
    }

    private static Shape shape(Arguments arguments, int dilation) {
        int kernel = arguments.integer(2, "kernel", 1);
        int padding = arguments.optionalCount(4, "padding").orElse(ConvBlock.samePadding(kernel, dilation));
        Window window = Window.square(kernel, arguments.integer(3, "stride", 1), padding);
        return new Shape(arguments.outChannels(), window.dilated(dilation), arguments.integer(5, "groups", 1));
    }

    /** {@code (c1, c2, kernel 1, stride 1, dilation 1, activation)}; as many groups as both channels allow. */
    private Value depthwise(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(6);
        int kernel = arguments.integer(2, "kernel", 1);
        int dilation = arguments.integer(4, "dilation", 1);
        Window window = Window.square(
                        kernel, arguments.integer(3, "stride", 1), ConvBlock.samePadding(kernel, dilation))
                .dilated(dilation);
        int out = arguments.outChannels();
        return conv.build(at, x, new Shape(out, window, gcd(x.channels(), out)), arguments.activation(5));
    }

    /** {@code (c1, c2, kernel 3, stride 1, groups 1, expansion 1, shortcut False)}. */
    private Value cross(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(7);
        int kernel = arguments.integer(2, "kernel", 3);
        int stride = arguments.integer(3, "stride", 1);
        int hidden = (int) (arguments.outChannels() * arguments.ratio(5, "expansion", 1));
        Shape row = new Shape(hidden, ConvBlock.band(kernel, stride, true), 1);
        Shape column = new Shape(
                arguments.outChannels(), ConvBlock.band(kernel, stride, false), arguments.integer(4, "groups", 1));
        Value y = conv.build(at.in("cv1"), x, row);
        y = conv.build(at.in("cv2"), y, column);
        boolean shortcut = arguments.flag(6, "shortcut", false) && x.channels() == y.channels();
        return shortcut ? at.add(x, y) : y;
    }

    /** Kernels of several sizes, each making an equal share of the output: {@code (c1, c2, kernels (1, 3), stride 1)}. */
    private static Value mix(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(4);
        List<Integer> kernels = arguments.integers(2, "kernels", List.of(1, 3));
        int stride = arguments.integer(3, "stride", 1);
        int out = arguments.outChannels();
        if (out % kernels.size() != 0) {
            throw new IllegalArgumentException(out + " channels do not fall into " + kernels.size() + " equal shares");
        }
        int share = out / kernels.size();
        Value[] parts = new Value[kernels.size()];
        for (int j = 0; j < parts.length; j++) {
            Window window = Window.square(kernels.get(j), stride, kernels.get(j) / 2);
            parts[j] = at.in("m").in(j).unbiasedConvolution(x, share, window, gcd(x.channels(), share));
        }
        Value normed = at.in("bn").batchNorm(at.concat(parts), ConvBlock.BATCH_NORM_EPS);
        return Activation.SILU.apply(at.in("act"), normed);
    }

    /** {@code (c1, c2, kernel, stride 1, padding 0, output padding 0)}. */
    private static Value transposed(GraphBuilder at, Value x, Arguments arguments) {
        arguments.integer(2, "kernel");
        return at.transposedConvolution(x, arguments.outChannels(), transposedWindow(arguments), 1);
    }

    /** {@code (c1, c2, kernel 1, stride 1, padding 0, output padding 0)}; as many groups as both channels allow. */
    private static Value depthwiseTransposed(GraphBuilder at, Value x, Arguments arguments) {
        int out = arguments.outChannels();
        return at.transposedConvolution(x, out, transposedWindow(arguments), gcd(x.channels(), out));
    }

    private static TransposedWindow transposedWindow(Arguments arguments) {
        arguments.requireAtMost(6);
        return TransposedWindow.square(
                arguments.integer(2, "kernel", 1),
                arguments.integer(3, "stride", 1),
                arguments.count(4, "padding", 0),
                arguments.count(5, "output padding", 0));
    }

    static int gcd(int a, int b) {
        return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
    }
}
