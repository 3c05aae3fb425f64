package org.inceptionnext.djl;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compiled network as a DJL block, for inference only. Its parameters are inside the module and frozen.
 *
 * <p>Any number of threads may call {@link #forward}. Closing waits for the calls that run and refuses those that come
 * after. The module lives in a manager of its own: the resources of a model's manager are closed in no particular order,
 * and the module must go last.
 */
final class InceptionNextBlock extends AbstractSymbolBlock implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(InceptionNextBlock.class);
    private static final String RESOURCE_PREFIX = "inceptionnext-";
    private static final int IMAGE_DIMENSIONS = 4;
    private static final int PICTURE_CHANNELS = 3;
    private static final String LOGITS = "logits";
    private static final String PREDICTIONS = "predictions";

    /** Centre, width, height and objectness stand before a detector's classes. */
    private static final int BOX_NUMBERS = 5;

    private final Graph graph;
    private final NativeModule module;
    private final BatchLimit limit;
    private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
    private final Thread exitHook = new Thread(this::refuseCalls, "inceptionnext-exit");
    private boolean closed;

    /** The last input's size, which fits: to go through the network for it takes longer than all else before it runs. */
    private volatile Size fitting = new Size(0, 0);

    /**
     * Makes the block of a network that is loaded.
     *
     * @param graph the network
     * @param module the same, compiled; it ends with the block
     * @param limit how many pictures go through it at once
     * @param owner the manager whose end is the block's
     */
    InceptionNextBlock(Graph graph, NativeModule module, BatchLimit limit, NDManager owner) {
        this.graph = graph;
        this.module = module;
        this.limit = limit;
        owner.attachInternal(RESOURCE_PREFIX + NDManager.nextUid(), this);
        Runtime.getRuntime().addShutdownHook(exitHook);
    }

    int inChannels() {
        return graph.input().channels();
    }

    /**
     * Checks that the network takes pictures.
     *
     * @throws TranslateException if its input has another number of channels
     */
    void requirePictureChannels() throws TranslateException {
        if (inChannels() != PICTURE_CHANNELS) {
            throw new TranslateException(
                    "the network takes " + inChannels() + " channels, a picture has 3: use NDList to NDList");
        }
    }

    /** Returns whether the network finds boxes; otherwise it classifies. */
    boolean isDetector() {
        return graph.outputs().containsKey(PREDICTIONS);
    }

    int stride() {
        return stride(graph);
    }

    /** Returns of what height and width of a detector's input have to be multiples. */
    static int stride(Graph graph) {
        int largest = 1;
        for (Value output : graph.outputs().values()) {
            if (output.shape() instanceof Value.Shape.AnchorMap map) {
                largest = Math.max(largest, map.stride());
            }
        }
        return largest;
    }

    int numClasses() {
        return numClasses(graph);
    }

    /** Returns how many classes a network has, which finds boxes or classifies. */
    static int numClasses(Graph graph) {
        Value predictions = graph.outputs().get(PREDICTIONS);
        return predictions == null ? graph.output(LOGITS).channels() : predictions.channels() - BOX_NUMBERS;
    }

    /**
     * Runs the network.
     *
     * @param inputs the pictures, float32 (batch, channels, height, width), and beside them at most one array named {@code
     *     module_method:NAME}, where the network has that method
     * @return the outputs, attached to the manager of the pictures; ordinary arrays that may be changed and trained on
     */
    @Override
    protected NDList forwardInternal(
            @Nullable ParameterStore parameters,
            NDList inputs,
            boolean training,
            @Nullable PairList<String, Object> params) {
        if (training) {
            throw new UnsupportedOperationException("This block is compiled for inference and cannot be trained."
                    + " Train a head on its embedding instead: float[] as the output type.");
        }
        ForwardCall call = call(inputs);
        lifetime.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model is closed");
            }
            NDList outputs = NativeThreads.forward(call);
            name(outputs, call.method());
            return outputs;
        } finally {
            lifetime.readLock().unlock();
        }
    }

    private static void name(NDList outputs, ModuleMethod method) {
        if (method.returnsList()) {
            for (int i = 0; i < outputs.size(); i++) {
                outputs.get(i).setName(method.outputName(i));
            }
        }
    }

    private void check(PtNDArray pictures) {
        Shape shape = pictures.getShape();
        if (shape.dimension() != IMAGE_DIMENSIONS || shape.get(1) != inChannels() || shape.get(0) < 1) {
            throw new IllegalArgumentException(
                    "input " + shape + ": allowed is (batch, " + inChannels() + ", height, width)");
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

    @Override
    public PairList<String, Shape> describeInput() {
        PairList<String, Shape> inputs = new PairList<>();
        inputs.add("pictures", new Shape(-1, inChannels(), -1, -1));
        return inputs;
    }

    @Override
    public PairList<String, Shape> describeOutput() {
        PairList<String, Shape> outputs = new PairList<>();
        outputs.add(
                isDetector() ? PREDICTIONS : LOGITS,
                isDetector() ? new Shape(-1, -1, BOX_NUMBERS + numClasses()) : new Shape(-1, numClasses()));
        return outputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape input = inputShapes[0];
        if (!isDetector()) {
            return new Shape[] {new Shape(input.get(0), numClasses())};
        }
        long boxes = boxes(Math.toIntExact(input.get(2)), Math.toIntExact(input.get(3)));
        return new Shape[] {new Shape(input.get(0), boxes, BOX_NUMBERS + numClasses())};
    }

    /** One box for each anchor of each position of each map. */
    private long boxes(int height, int width) {
        Map<Value, Size> sizes = graph.sizes(height, width);
        long boxes = 0;
        for (Node node : graph.nodes()) {
            if (node.output().shape() instanceof Value.Shape.AnchorMap map) {
                Size size = requireNonNull(sizes.get(node.inputs().get(0)));
                boxes += (long) map.anchors() * size.height() * size.width();
            }
        }
        return boxes;
    }

    @Override
    public boolean isInitialized() {
        return true;
    }

    /** Returns none: the parameters are inside the compiled network, where nothing can change them. */
    @Override
    public ParameterList getDirectParameters() {
        return new ParameterList();
    }

    @Override
    public void saveParameters(DataOutputStream out) {
        throw new UnsupportedOperationException(
                "A compiled network has no DJL parameters to save; keep the checkpoint that it was loaded from.");
    }

    @Override
    public void loadParameters(NDManager target, DataInputStream in) {
        throw new UnsupportedOperationException("Give other weights when the model is loaded: weights=FILE.");
    }

    private ForwardCall call(NDList inputs) {
        ModuleMethod method = ModuleMethod.FORWARD;
        NDArray pictures = null;
        for (NDArray array : inputs) {
            if (ModuleMethod.isSelector(array)) {
                method = ModuleMethod.selectedBy(array, ModuleMethod.of(graph));
            } else if (pictures != null) {
                throw new IllegalArgumentException("two input arrays; allowed is one batch of pictures");
            } else {
                pictures = array;
            }
        }
        if (!(pictures instanceof PtNDArray array)) {
            throw new IllegalArgumentException(
                    pictures == null ? "no input array" : "the input array is not one of DJL's PyTorch engine");
        }
        check(array);
        int most = limit.of(array.getShape(), InceptionNextRuntime.largestKeptBlock());
        return new ForwardCall(module, method, array, most);
    }
}
