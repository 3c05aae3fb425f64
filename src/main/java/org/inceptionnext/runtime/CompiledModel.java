package org.inceptionnext.runtime;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network that is loaded into libtorch, for inference. Its weights are inside and frozen.
 *
 * <p>Any number of threads may call {@link #run}. Closing waits for the calls that run and refuses those that come after.
 */
public final class CompiledModel implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CompiledModel.class);
    private static final int IMAGE_DIMENSIONS = 4;

    private final Graph graph;
    private final NativeModule module;
    private final BatchLimit limit;
    private final String form;
    private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
    private final Thread exitHook = new Thread(this::refuseCalls, "inceptionnext-exit");
    private boolean closed;

    /** The last input's size, which fits: to go through the network for it takes longer than all else before it runs. */
    private volatile Size fitting = new Size(0, 0);

    /**
     * @param graph the network
     * @param module the same, compiled; it ends with the model
     * @param limit how many pictures go through it at once
     * @param form how it was compiled, in words
     */
    CompiledModel(Graph graph, NativeModule module, BatchLimit limit, String form) {
        this.graph = graph;
        this.module = module;
        this.limit = limit;
        this.form = form;
        Runtime.getRuntime().addShutdownHook(exitHook);
    }

    /** Returns the network as it was compiled. */
    public Graph graph() {
        return graph;
    }

    /** Returns the form in which it was compiled, in words; with the reason where it is not the one that was asked for. */
    public String form() {
        return form;
    }

    /** Returns the device that it is on. */
    public Device device() {
        return module.device();
    }

    /**
     * Computes an output.
     *
     * @param output one of the network's
     * @param pictures float32 (batch, channels, height, width), on the model's device
     * @return an array, or one for each stage or stride with its name, attached to the manager of the pictures; ordinary arrays
     *     that may be changed and trained on
     * @throws IllegalArgumentException if the pictures are of another shape, type, device or engine, or too small
     * @throws IllegalStateException if the model is closed
     * @throws java.util.concurrent.CancellationException if the thread is interrupted before its turn comes; once it has, the
     *     call is waited for
     */
    public NDList run(OutputKind output, NDArray pictures) {
        InferenceRequest request = request(output, pictures);
        lifetime.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model is closed");
            }
            NDList results = InferenceExecutor.forward(request);
            name(results, output);
            return results;
        } finally {
            lifetime.readLock().unlock();
        }
    }

    private static void name(NDList results, OutputKind output) {
        if (output.isList()) {
            List<String> names = output.names(results.size());
            for (int i = 0; i < results.size(); i++) {
                results.get(i).setName(names.get(i));
            }
        }
    }

    private InferenceRequest request(OutputKind output, NDArray pictures) {
        if (!(pictures instanceof PtNDArray array)) {
            throw new IllegalArgumentException("the input array is not one of DJL's PyTorch engine");
        }
        check(array);
        int most = limit.of(array.getShape(), InceptionNextRuntime.largestKeptBlock());
        return new InferenceRequest(module, TorchScript.methodName(graph, output), array, most);
    }

    private void check(PtNDArray pictures) {
        Shape shape = pictures.getShape();
        int channels = graph.input().channels();
        if (shape.dimension() != IMAGE_DIMENSIONS || shape.get(1) != channels || shape.get(0) < 1) {
            throw new IllegalArgumentException(
                    "input " + shape + ": allowed is (batch, " + channels + ", height, width)");
        }
        if (pictures.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException("input of type " + pictures.getDataType() + ": allowed is float32");
        }
        Device device = module.device();
        if (!pictures.getDevice().equals(device)) {
            throw new IllegalArgumentException("input on " + pictures.getDevice() + ", the network is on " + device
                    + ": load it for the other device with Criteria.optDevice");
        }
        Size size = new Size(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3)));
        if (!size.equals(fitting)) {
            graph.checkInputSize(size.height(), size.width());
            fitting = size;
        }
    }

    /** Waits for running calls, refuses later ones, and frees the network; a second call does nothing. */
    @Override
    public void close() {
        refuseCalls();
        module.close();
        try {
            Runtime.getRuntime().removeShutdownHook(exitHook);
        } catch (IllegalStateException e) {
            LOGGER.trace("closed while the process ends", e);
        }
    }

    /**
     * Waits for running calls and refuses later ones. Also what happens when the process ends: it destroys libtorch's
     * statics, and a call that ran then would crash it.
     */
    private void refuseCalls() {
        lifetime.writeLock().lock();
        try {
            closed = true;
        } finally {
            lifetime.writeLock().unlock();
        }
    }
}
