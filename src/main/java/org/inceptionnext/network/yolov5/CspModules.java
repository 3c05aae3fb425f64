package org.inceptionnext.network.yolov5;

import java.util.List;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;
import org.inceptionnext.network.yolov5.ConvBlock.Shape;
import org.inceptionnext.network.yolov5.RowModule.Rewriting;

/**
 * Bottlenecks, and the cross-stage-partial modules that repeat them on a part of the channels ("CSPNet",
 * <a href="https://arxiv.org/abs/1911.11929">arXiv 1911.11929</a>).
 */
final class CspModules {
    private final ConvBlock conv;
    private final GhostModules ghost;
    private final PoolingModules pooling;

    CspModules(ConvBlock conv) {
        this.conv = conv;
        this.ghost = new GhostModules(conv);
        this.pooling = new PoolingModules(conv);
    }

    void addTo(ModuleRegistry registry) {
        registry.add("Bottleneck", Rewriting.CHANNELS, this::bottleneck);
        registry.add("BottleneckCSP", Rewriting.CHANNELS_AND_REPEATS, this::bottleneckCsp);
        registry.add("C3", Rewriting.CHANNELS_AND_REPEATS, (at, x, arguments) -> c3(at, x, arguments, this::c3Block));
        registry.add(
                "C3x", Rewriting.CHANNELS_AND_REPEATS, (at, x, arguments) -> c3(at, x, arguments, this::crossBlock));
        registry.add(
                "C3Ghost",
                Rewriting.CHANNELS_AND_REPEATS,
                (at, x, arguments) -> c3(at, x, arguments, this::ghostBlock));
        registry.add("C3TR", Rewriting.CHANNELS_AND_REPEATS, this::c3Transformer);
        registry.add("C3SPP", Rewriting.CHANNELS, this::c3Spp);
    }

    /** {@code (c1, c2, shortcut True, groups 1, expansion 0.5)}. */
    private Value bottleneck(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(5);
        Block block = new Block(arguments.flag(2, "shortcut", true), arguments.integer(3, "groups", 1));
        return bottleneck(
                at, x, hidden(arguments, 4), Shape.square(arguments.outChannels(), 3, 1, block.groups), block);
    }

    /** What the rows say about the repeated blocks. */
    private record Block(boolean shortcut, int groups) {}

    private Value bottleneck(GraphBuilder at, Value x, int hidden, Shape last, Block block) {
        Value y = conv.build(at.in("cv1"), x, Shape.pointwise(hidden));
        y = conv.build(at.in("cv2"), y, last);
        return block.shortcut && x.channels() == y.channels() ? at.add(x, y) : y;
    }

    /** Builds one of the repeated blocks, which keeps the channels. */
    @FunctionalInterface
    private interface Repeated {
        Value build(GraphBuilder at, Value x, Block block);
    }

    private Value c3Block(GraphBuilder at, Value x, Block block) {
        return bottleneck(at, x, x.channels(), Shape.square(x.channels(), 3, 1, block.groups), block);
    }

    private Value crossBlock(GraphBuilder at, Value x, Block block) {
        int channels = x.channels();
        Value y = conv.build(at.in("cv1"), x, new Shape(channels, ConvBlock.band(3, 1, true), 1));
        y = conv.build(at.in("cv2"), y, new Shape(channels, ConvBlock.band(3, 1, false), block.groups));
        return block.shortcut ? at.add(x, y) : y;
    }

    private Value ghostBlock(GraphBuilder at, Value x, Block block) {
        return ghost.bottleneck(at, x, x.channels());
    }

    /** {@code (c1, c2, repeats, shortcut True, groups 1, expansion 0.5)}. */
    private Value c3(GraphBuilder at, Value x, Arguments arguments, Repeated repeated) {
        Block block = block(arguments);
        return c3(at, x, new C3Shape(arguments.outChannels(), hidden(arguments, 5)), (m, y) -> {
            for (int j = 0; j < repeats(arguments); j++) {
                y = repeated.build(m.in(j), y, block);
            }
            return y;
        });
    }

    private Value c3Transformer(GraphBuilder at, Value x, Arguments arguments) {
        block(arguments);
        C3Shape shape = new C3Shape(arguments.outChannels(), hidden(arguments, 5));
        return c3(at, x, shape, (m, y) -> TransformerBlock.build(m, y, repeats(arguments)));
    }

    /** {@code (c1, c2, kernels (5, 9, 13), repeats 1, shortcut True, groups 1, expansion 0.5)}. */
    private Value c3Spp(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(7);
        List<Integer> kernels = PoolingModules.kernels(arguments);
        C3Shape shape = new C3Shape(arguments.outChannels(), hidden(arguments, 6));
        return c3(at, x, shape, (m, y) -> pooling.pyramid(m, y, y.channels(), kernels));
    }

    private record C3Shape(int channels, int hidden) {}

    /** The part of a C3 module that its variants differ in. */
    @FunctionalInterface
    private interface Middle {
        Value build(GraphBuilder at, Value x);
    }

    private Value c3(GraphBuilder at, Value x, C3Shape shape, Middle middle) {
        GraphBuilder cv1 = at.in("cv1");
        GraphBuilder cv2 = at.in("cv2");
        GraphBuilder cv3 = at.in("cv3");
        Value processed = middle.build(at.in("m"), conv.build(cv1, x, Shape.pointwise(shape.hidden)));
        Value kept = conv.build(cv2, x, Shape.pointwise(shape.hidden));
        return conv.build(cv3, at.concat(processed, kept), Shape.pointwise(shape.channels));
    }

    /** {@code (c1, c2, repeats, shortcut True, groups 1, expansion 0.5)}; SiLU whatever the network's activation is. */
    private Value bottleneckCsp(GraphBuilder at, Value x, Arguments arguments) {
        Block block = block(arguments);
        int hidden = hidden(arguments, 5);
        GraphBuilder cv1 = at.in("cv1");
        GraphBuilder cv2 = at.in("cv2");
        GraphBuilder cv3 = at.in("cv3");
        GraphBuilder cv4 = at.in("cv4");
        GraphBuilder bn = at.in("bn");
        Value y = conv.build(cv1, x, Shape.pointwise(hidden));
        for (int j = 0; j < repeats(arguments); j++) {
            y = c3Block(at.in("m").in(j), y, block);
        }
        y = cv3.unbiasedConvolution(y, hidden, Window.patch(1), 1);
        Value kept = cv2.unbiasedConvolution(x, hidden, Window.patch(1), 1);
        Value normed = bn.batchNorm(at.concat(y, kept), ConvBlock.BATCH_NORM_EPS);
        return conv.build(cv4, Activation.SILU.apply(at.in("act"), normed), Shape.pointwise(arguments.outChannels()));
    }

    private static Block block(Arguments arguments) {
        arguments.requireAtMost(6);
        return new Block(arguments.flag(3, "shortcut", true), arguments.integer(4, "groups", 1));
    }

    private static int repeats(Arguments arguments) {
        return arguments.integer(2, "repeats");
    }

    private static int hidden(Arguments arguments, int position) {
        return (int) (arguments.outChannels() * arguments.ratio(position, "expansion", 0.5));
    }
}
