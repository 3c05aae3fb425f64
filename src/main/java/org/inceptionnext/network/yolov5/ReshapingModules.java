package org.inceptionnext.network.yolov5;

import java.util.List;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Operation.ZeroPad;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.yolov5.RowModule.Rewriting;

/** Modules that move elements and learn nothing, and the batch normalisation by itself. */
final class ReshapingModules {
    private static final int CHANNEL_DIMENSION = 1;
    private static final int SIDES = 4;

    private ReshapingModules() {}

    static void addTo(ModuleRegistry registry) {
        registry.add("Concat", new RowModule(Rewriting.NONE, ReshapingModules::concat));
        registry.add("Contract", Rewriting.NONE, (at, x, arguments) -> at.spaceToDepth(x, gain(arguments)));
        registry.add("Expand", Rewriting.NONE, (at, x, arguments) -> at.depthToSpace(x, gain(arguments)));
        registry.add("nn.Upsample", Rewriting.NONE, ReshapingModules::upsample);
        registry.add("nn.ZeroPad2d", Rewriting.NONE, ReshapingModules::zeroPad);
        registry.add(
                "nn.BatchNorm2d",
                Rewriting.INPUT_CHANNELS,
                (at, x, arguments) -> at.batchNorm(x, ConvBlock.BATCH_NORM_EPS));
    }

    private static Value concat(GraphBuilder at, List<Value> inputs, Arguments arguments) {
        arguments.requireAtMost(1);
        arguments.require(0, "dimension", CHANNEL_DIMENSION);
        return at.concat(inputs.toArray(Value[]::new));
    }

    private static int gain(Arguments arguments) {
        arguments.requireAtMost(1);
        return arguments.integer(0, "gain", 2);
    }

    /** {@code (None, factor, 'nearest')}. */
    private static Value upsample(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(3);
        arguments.require(0, "size", null);
        arguments.require(2, "mode", "nearest");
        return at.nearestUpsample(x, arguments.integer(1, "factor"));
    }

    /** {@code ([left, right, top, bottom])}. */
    private static Value zeroPad(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(1);
        List<Integer> sides = arguments.integers(0, "padding", List.of());
        if (sides.size() != SIDES) {
            throw new IllegalArgumentException("padding must be [left, right, top, bottom], but is " + sides);
        }
        return at.zeroPad(x, new ZeroPad(sides.get(0), sides.get(1), sides.get(2), sides.get(3)));
    }
}
