package org.inceptionnext.network.yolov5;

import java.util.List;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Window;
import org.inceptionnext.network.yolov5.ConvBlock.Shape;
import org.inceptionnext.network.yolov5.RowModule.Rewriting;

/**
 * Max pooling and the spatial pyramids of it ("Spatial Pyramid Pooling in Deep Convolutional Networks",
 * <a href="https://arxiv.org/abs/1406.4729">arXiv 1406.4729</a>).
 */
final class PoolingModules {
    private final ConvBlock conv;

    PoolingModules(ConvBlock conv) {
        this.conv = conv;
    }

    void addTo(ModuleRegistry registry) {
        registry.add("SPP", Rewriting.CHANNELS, this::spp);
        registry.add("SPPF", Rewriting.CHANNELS, this::sppf);
        registry.add("nn.MaxPool2d", Rewriting.NONE, PoolingModules::maxPool);
    }

    static List<Integer> kernels(Arguments arguments) {
        return arguments.integers(2, "kernels", List.of(5, 9, 13));
    }

    /** {@code (c1, c2, kernels (5, 9, 13))}. */
    private Value spp(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(3);
        return pyramid(at, x, arguments.outChannels(), kernels(arguments));
    }

    /** The map beside its maxima under each kernel. */
    Value pyramid(GraphBuilder at, Value x, int channels, List<Integer> kernels) {
        Value[] maps = new Value[kernels.size() + 1];
        maps[0] = conv.build(at.in("cv1"), x, Shape.pointwise(x.channels() / 2));
        for (int i = 0; i < kernels.size(); i++) {
            maps[i + 1] = at.in("m").in(i).maxPool(maps[0], keepingSize(kernels.get(i)));
        }
        return conv.build(at.in("cv2"), at.concat(maps), Shape.pointwise(channels));
    }

    /** The same with one kernel three times in a row, which is faster: {@code (c1, c2, kernel 5)}. */
    private Value sppf(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(3);
        Window window = keepingSize(arguments.integer(2, "kernel", 5));
        Value y = conv.build(at.in("cv1"), x, Shape.pointwise(x.channels() / 2));
        GraphBuilder pool = at.in("m");
        Value once = pool.maxPool(y, window);
        Value twice = pool.maxPool(once, window);
        Value joined = at.concat(y, once, twice, pool.maxPool(twice, window));
        return conv.build(at.in("cv2"), joined, Shape.pointwise(arguments.outChannels()));
    }

    private static Window keepingSize(int kernel) {
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException("kernel must be odd to keep the size, but is " + kernel);
        }
        return Window.same(kernel, kernel);
    }

    /** {@code (kernel, stride as kernel, padding 0)}. */
    private static Value maxPool(GraphBuilder at, Value x, Arguments arguments) {
        arguments.requireAtMost(3);
        int kernel = arguments.integer(0, "kernel");
        int stride = arguments.integer(1, "stride", kernel);
        int padding = arguments.count(2, "padding", 0);
        if (2 * padding > kernel) {
            throw new IllegalArgumentException(
                    "padding must be at most half of the kernel " + kernel + ", but is " + padding);
        }
        return at.maxPool(x, Window.square(kernel, stride, padding));
    }
}
