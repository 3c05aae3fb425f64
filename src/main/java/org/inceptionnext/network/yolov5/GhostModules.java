package org.inceptionnext.network.yolov5;

import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.yolov5.ConvBlock.Shape;
import org.inceptionnext.network.yolov5.RowModule.Rewriting;

/**
 * GhostConv and GhostBottleneck, from "GhostNet: More Features from Cheap Operations"
 * (<a href="https://arxiv.org/abs/1911.11907">arXiv 1911.11907</a>).
 */
final class GhostModules {
    private static final int CHEAP_KERNEL = 5;

    private final ConvBlock conv;

    GhostModules(ConvBlock conv) {
        this.conv = conv;
    }

    void addTo(ModuleRegistry registry) {
        registry.add("GhostConv", Rewriting.CHANNELS, this::ghostConv);
        registry.add("GhostBottleneck", Rewriting.CHANNELS, this::ghostBottleneck);
    }

    /** {@code (c1, c2, kernel 1, stride 1, groups 1, activation)}. */
    private Value ghostConv(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(6);
        Shape primary = Shape.square(
                arguments.outChannels() / 2,
                arguments.integer(2, "kernel", 1),
                arguments.integer(3, "stride", 1),
                arguments.integer(4, "groups", 1));
        return ghost(at, x, primary, arguments.activation(5));
    }

    /** Half of the output is a convolution, the other half a cheap depthwise one of the first. */
    private Value ghost(GraphBuilder at, Value x, Shape primary, Activation activation) {
        int half = primary.channels();
        Value y = conv.build(at.in("cv1"), x, primary, activation);
        Value cheap = conv.build(at.in("cv2"), y, Shape.square(half, CHEAP_KERNEL, 1, half), activation);
        return at.concat(y, cheap);
    }

    /** {@code (c1, c2, kernel 3, stride 1 or 2)}. */
    private Value ghostBottleneck(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(4);
        int kernel = arguments.integer(2, "kernel", 3);
        int stride = arguments.integer(3, "stride", 1);
        if (stride > 2) {
            throw new IllegalArgumentException("stride must be 1 or 2, but is " + stride);
        }
        return stride == 1
                ? bottleneck(at, x, arguments.outChannels())
                : halvingBottleneck(at, x, arguments.outChannels(), kernel);
    }

    /** Of stride 1. */
    Value bottleneck(GraphBuilder at, Value x, int out) {
        Value y = ghost(at.in("conv").in(0), x, Shape.pointwise(out / 4), conv.activation());
        y = ghost(at.in("conv").in(2), y, Shape.pointwise(out / 2), Activation.IDENTITY);
        return at.add(y, x);
    }

    private Value halvingBottleneck(GraphBuilder at, Value x, int out, int kernel) {
        GraphBuilder main = at.in("conv");
        Value y = ghost(main.in(0), x, Shape.pointwise(out / 4), conv.activation());
        y = halving(main.in(1), y, kernel);
        y = ghost(main.in(2), y, Shape.pointwise(out / 2), Activation.IDENTITY);
        GraphBuilder shortcut = at.in("shortcut");
        Value kept = halving(shortcut.in(0), x, kernel);
        kept = conv.build(shortcut.in(1), kept, Shape.pointwise(out), Activation.IDENTITY);
        return at.add(y, kept);
    }

    private Value halving(GraphBuilder at, Value x, int kernel) {
        return conv.build(at, x, Shape.square(x.channels(), kernel, 2, x.channels()), Activation.IDENTITY);
    }
}
