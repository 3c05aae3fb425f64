package org.inceptionnext.djl;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Map;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Value;
import org.inceptionnext.runtime.CompiledModel;
import org.inceptionnext.runtime.OutputSelector;
import org.jspecify.annotations.Nullable;

/**
 * A compiled network as a DJL block, for inference only. Its parameters are inside the module and frozen.
 *
 * <p>Any number of threads may call {@link #forward}. The network ends with the manager that the block is attached to.
 */
final class InceptionNextBlock extends AbstractSymbolBlock implements AutoCloseable {
    private static final String RESOURCE_PREFIX = "inceptionnext-";
    private static final int PICTURE_CHANNELS = 3;

    /** Centre, width, height and objectness stand before a detector's classes. */
    private static final int BOX_NUMBERS = 5;

    private final CompiledModel network;
    private final Graph graph;

    /**
     * Makes the block of a network that is loaded.
     *
     * @param network ends with the block
     * @param owner the manager whose end is the block's
     */
    InceptionNextBlock(CompiledModel network, NDManager owner) {
        this.network = network;
        this.graph = network.graph();
        owner.attachInternal(RESOURCE_PREFIX + NDManager.nextUid(), this);
    }

    int inChannels() {
        return graph.input().channels();
    }

    /**
     * Checks that the network takes pictures.
     *
     * @throws ArgumentException if its input has another number of channels. Not a {@code ai.djl.translate.TranslateException}:
     *     DJL would replace it by a sentence of its own about types that do not match.
     */
    void requirePictureChannels() {
        int channels = inChannels();
        if (channels != PICTURE_CHANNELS) {
            throw ArgumentException.of(
                    "weights",
                    "the network takes " + (channels == 1 ? "1 channel" : channels + " channels")
                            + "; a picture has 3. Give it tensors of its own shape, with NDList as the input and output type");
        }
    }

    /** Returns whether the network finds boxes; otherwise it classifies. */
    boolean isDetector() {
        return graph.gives(OutputKind.PREDICTIONS);
    }

    int stride() {
        return stride(graph);
    }

    /** Returns of what height and width of a detector's input have to be multiples. */
    static int stride(Graph graph) {
        if (!graph.gives(OutputKind.DETECTOR_MAPS)) {
            return 1;
        }
        int largest = 1;
        for (Value output : graph.values(OutputKind.DETECTOR_MAPS)) {
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
        int numbers = graph.output(graph.mainOutput()).channels();
        return graph.gives(OutputKind.PREDICTIONS) ? numbers - BOX_NUMBERS : numbers;
    }

    /**
     * Runs the network.
     *
     * @param inputs the pictures, float32 (batch, channels, height, width), and beside them at most one array that selects
     *     another output: see {@link OutputSelector}
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
        OutputKind output = graph.mainOutput();
        NDArray pictures = null;
        for (NDArray array : inputs) {
            if (OutputSelector.isSelector(array)) {
                output = OutputSelector.selected(array, graph);
            } else if (pictures != null) {
                throw new IllegalArgumentException("two input arrays; allowed is one batch of pictures");
            } else {
                pictures = array;
            }
        }
        if (pictures == null) {
            throw new IllegalArgumentException("no input array");
        }
        return network.run(output, pictures);
    }

    /** Waits for running calls, refuses later ones, and frees the network; a second call does nothing. */
    @Override
    public void close() {
        network.close();
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
                graph.mainOutput().label(),
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
}
