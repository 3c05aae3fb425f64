package org.inceptionnext.runtime;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Size;
import org.inceptionnext.runtime.ModelCompiler.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a network in a packed form, and compares what it gives with what plain operators do: the operators of that form are
 * private to libtorch, and have been seen to give wrong results with packed weights.
 */
final class PackedFormCheck {
    private static final Logger LOGGER = LoggerFactory.getLogger(PackedFormCheck.class);

    /** Boxes: (batch, boxes, numbers), of which the first are coordinates. */
    private static final int BOX_DIMENSIONS = 3;

    private static final int COORDINATES = 4;

    static final String NO_VNNI =
            "this processor has no VNNI, without which sums of 8-bit products lose their upper bits";

    private PackedFormCheck() {}

    /** Why a packed form is not used. */
    static final class PackedFormException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PackedFormException(String message) {
            super(message);
        }

        PackedFormException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Loads and packs a module.
     *
     * @param archive the network in a packed form
     * @param graph the network
     * @throws PackedFormException if it cannot be loaded or run, or its results differ
     */
    static NativeModule load(Path archive, Graph graph, Options options) {
        return InferenceExecutor.run(() -> {
            NativeModule module;
            try {
                module = NativeModule.load(archive, Device.cpu());
            } catch (RuntimeException e) {
                throw new PackedFormException("this libtorch does not have its operators", e);
            }
            try {
                if (options.isInt8()) {
                    requireWideSums(module);
                }
                requireEqual(module, graph, options);
                return module;
            } catch (RuntimeException e) {
                module.close();
                throw e instanceof PackedFormException
                        ? e
                        : new PackedFormException("this processor cannot run its operators", e);
            }
        });
    }

    private static void requireWideSums(NativeModule module) {
        try (NDManager scope = module.manager().newSubManager()) {
            PtNDArray any = (PtNDArray) scope.create(0f);
            for (float sum : module.run("widest", any, scope).singletonOrThrow().toFloatArray()) {
                if (sum != TorchScript.WIDEST_PRODUCT) {
                    throw new PackedFormException(NO_VNNI);
                }
            }
        }
    }

    private static void requireEqual(NativeModule module, Graph graph, Options options) {
        try (NDManager scope = module.manager().newSubManager()) {
            PtNDArray pictures = testPictures(scope, graph, options);
            NDArray expected = module.run("reference", pictures, scope).singletonOrThrow();
            module.prepack(1);
            NDArray actual = module.run("forward", pictures, scope).singletonOrThrow();
            double difference = difference(expected, actual);
            double allowed = bound(options.dtype());
            LOGGER.debug("packed form: relative L2 difference {}, allowed {}", difference, allowed);
            if (!(difference <= allowed)) {
                throw new PackedFormException(String.format(
                        Locale.ROOT,
                        "its result differs here by %.1e from what plain operators give (relative L2, allowed"
                                + " %.1e)",
                        difference,
                        allowed));
            }
        }
    }

    /**
     * Returns how far two ways to compute the same may be apart, relative to the norm of the result. Each rounds the results
     * of at most some 250 layers in a row. In float32 (unit 2^-24) not even 250 roundings that all add up pass, on both sides.
     * In bfloat16 (unit 2^-9) that bound says nothing, so it is that of independent ones, sqrt(2 x 250) units = 2^-4.5, rounded
     * up. A weight that is laid out wrongly changes the result by its own size. Measured: 2e-7 and 4e-3.
     */
    private static double bound(DType dtype) {
        return dtype == DType.F32 ? 500 * 0x1p-24 : 0x1p-4;
    }

    private static PtNDArray testPictures(NDManager manager, Graph graph, Options options) {
        int channels = graph.input().channels();
        Size size = options.inputSize();
        Shape shape = new Shape(1, channels, size.height(), size.width());
        Random random = new Random(0);
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        return (PtNDArray) manager.create(values.array(), shape);
    }

    /** Of boxes, the scores by themselves: beside coordinates in pixels they would not count. */
    private static double difference(NDArray expected, NDArray actual) {
        if (expected.getShape().dimension() != BOX_DIMENSIONS) {
            return relativeL2(expected, actual);
        }
        NDIndex corners = new NDIndex("..., :" + COORDINATES);
        NDIndex scores = new NDIndex("..., " + COORDINATES + ":");
        return Math.max(
                relativeL2(expected.get(corners), actual.get(corners)),
                relativeL2(expected.get(scores), actual.get(scores)));
    }

    private static double relativeL2(NDArray expected, NDArray actual) {
        float[] a = expected.toFloatArray();
        float[] b = actual.toFloatArray();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += Math.pow((double) a[i] - b[i], 2);
            norm += Math.pow(a[i], 2);
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}
