package org.inceptionnext.djl.training;

import static java.util.Objects.requireNonNull;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.DetectionLoss;
import org.inceptionnext.compile.DetectorTrainingScript;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.compile.TrainingScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Weights;
import org.jspecify.annotations.Nullable;

/**
 * A classifier or a detector as a DJL block that can be trained. Its parameters are the checkpoint's tensors, under the checkpoint's keys
 * and without prefixes.
 *
 * <p>DJL's own trainer works on it: {@code forward(training = true)} normalises by the batch and moves the running
 * statistics. What is frozen ({@code freezeParameters}, after {@code newTrainer}, which thaws everything) gets no gradient,
 * and a frozen batch normalisation stays as it is in evaluation.
 *
 * <p>{@link #step} is the shorter way for one's own loop: forward, loss and gradients in one native call.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class TrainableBlock extends AbstractBlock implements AutoCloseable {
    private static final byte VERSION = 1;

    private final Graph graph;
    private final NDManager manager;
    private final List<Parameter> learned;
    private final List<Parameter> statistics;
    private final Map<TrainingForm, NativeScript> scripts = new LinkedHashMap<>();
    private final NDArray nothing;
    private final Code code;
    private TrainingForm form;

    private TrainableBlock(Weights weights, TrainingForm form, Code code, NDManager manager) throws IOException {
        super(VERSION);
        this.code = code;
        this.graph = weights.graph();
        this.manager = manager;
        this.nothing = manager.create(0f);
        this.form = form;
        for (org.inceptionnext.network.Parameter parameter : graph.parameters()) {
            addParameter(parameter(parameter, weights.tensor(parameter)));
        }
        this.learned = own(TrainingScript.learned(graph));
        this.statistics = own(TrainingScript.statistics(graph));
        freeze(form.frozen());
    }

    /** Writes the module that trains a network. */
    @FunctionalInterface
    private interface Code {
        void write(Graph graph, TrainingForm form, Path file) throws IOException;
    }

    /**
     * Makes a block of a classifier.
     *
     * @param weights a classifier, not folded; read once
     * @param parent on whose device it is; it ends with this manager
     * @throws IOException if a tensor cannot be read
     */
    public static TrainableBlock of(Weights weights, TrainingForm form, NDManager parent) throws IOException {
        return of(weights, form, TrainingScript::write, parent);
    }

    /**
     * Makes a block of a detector.
     *
     * @param weights a detector, not folded; read once
     * @param loss what its errors cost
     * @param parent on whose device it is; it ends with this manager
     * @throws IOException if a tensor cannot be read
     */
    public static TrainableBlock ofDetector(Weights weights, TrainingForm form, DetectionLoss loss, NDManager parent)
            throws IOException {
        return of(weights, form, (graph, now, file) -> DetectorTrainingScript.write(graph, now, loss, file), parent);
    }

    private static TrainableBlock of(Weights weights, TrainingForm form, Code code, NDManager parent)
            throws IOException {
        NDManager own = parent.newSubManager();
        try {
            TrainableBlock block = new TrainableBlock(weights, form, code, own);
            parent.attachInternal("inceptionnext-" + NDManager.nextUid(), block);
            return block;
        } catch (IOException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    private Parameter parameter(org.inceptionnext.network.Parameter parameter, Tensor tensor) throws IOException {
        return Parameter.builder()
                .setName(parameter.name())
                .setType(type(parameter.role()))
                .optArray(NativeArrays.create(manager, tensor))
                .optRequiresGrad(!parameter.role().isBuffer())
                .build();
    }

    /** What DJL does with a tensor of a role: its trainer never thaws what is running, and can only train floats. */
    private static Parameter.Type type(Role role) {
        return switch (role) {
            case WEIGHT -> Parameter.Type.WEIGHT;
            case BIAS -> Parameter.Type.BIAS;
            case NORM_SCALE, LAYER_SCALE -> Parameter.Type.GAMMA;
            case NORM_SHIFT -> Parameter.Type.BETA;
            case RUNNING_MEAN, BATCH_COUNTER, ANCHORS, WEIGHT_SCALE -> Parameter.Type.RUNNING_MEAN;
            case RUNNING_VARIANCE -> Parameter.Type.RUNNING_VAR;
        };
    }

    private List<Parameter> own(List<org.inceptionnext.network.Parameter> wanted) {
        return wanted.stream().map(this::parameter).toList();
    }

    private Parameter parameter(org.inceptionnext.network.Parameter wanted) {
        return requireNonNull(parameters.get(wanted.name()));
    }

    private void freeze(Set<String> names) {
        for (Parameter parameter : learned) {
            parameter.freeze(names.contains(parameter.getName()));
        }
    }

    /** Returns the network. */
    public Graph graph() {
        return graph;
    }

    /** Returns how it is trained, with what is frozen now. */
    public TrainingForm form() {
        Set<String> frozen = new LinkedHashSet<>();
        for (Parameter parameter : learned) {
            if (!parameter.requiresGradient()) {
                frozen.add(parameter.getName());
            }
        }
        return form.withFrozen(frozen);
    }

    /** Returns the manager that holds the parameters, for arrays that live as long. */
    public NDManager manager() {
        return manager;
    }

    /** Returns the parameters that are not frozen, in state-dict order. */
    public List<Parameter> trained() {
        return learned.stream().filter(Parameter::requiresGradient).toList();
    }

    /** Returns all parameters' arrays by name in state-dict order; they belong to the block. */
    public Map<String, NDArray> arrays() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
        return arrays;
    }

    /** Changes how it is trained; its frozen parameters become those of the form. */
    public void use(TrainingForm other) {
        form = other;
        freeze(other.frozen());
    }

    /**
     * Runs the network on a batch as in training, and back.
     *
     * @param pictures float32 (batch, channels, height, width)
     * @param targets float32 (batch, classes): the loss is {@code -sum(targets * log softmax(logits))}
     * @param branches float32 (residual branches, batch), each branch's factor for each sample; any array without drop path
     */
    public Step step(NDArray pictures, NDArray targets, NDArray branches) {
        NDList results =
                recording(true, () -> script().record("step", new NDList(pictures, targets, branches), lists()));
        count();
        return new Step(results.get(0), results.get(1), results.subList(2, results.size()));
    }

    /**
     * Runs the network on a batch, normalised by the running statistics.
     *
     * @param pictures float32 (batch, channels, height, width)
     * @return the logits (batch, classes), without gradients, attached to the manager of the pictures
     */
    public NDArray evaluate(NDArray pictures) {
        return recording(false, () -> script().record("evaluate", new NDList(pictures), lists()))
                .singletonOrThrow();
    }

    /**
     * Runs a detector on a batch as in training, and back.
     *
     * @param pictures float32 (batch, 3, height, width)
     * @param branches as for a classifier
     * @param objects what cells are to find, as {@link DetectorTrainingScript} has it
     * @return the loss's three terms, which are the loss when added and multiplied by the batch, and the gradients
     */
    public DetectorStep step(NDArray pictures, NDArray branches, List<NDArray> objects) {
        NDList results = recording(
                true, () -> script().record("step", new NDList(pictures, branches), withObjects(objects, lists())));
        count();
        return new DetectorStep(results.get(0), results.subList(1, results.size()));
    }

    /**
     * Runs a detector on a batch, normalised by the running statistics.
     *
     * @param pictures float32 (batch, 3, height, width)
     * @param objects as for {@link #step(NDArray, NDArray, List)}
     * @param tensors what it runs with, by name: {@link #arrays}, or others such as their average
     * @return the boxes (batch, boxes, 5 + classes) and the loss's three terms, without gradients
     */
    public NDList judge(NDArray pictures, List<NDArray> objects, Map<String, NDArray> tensors) {
        List<List<NDArray>> lists = lists(parameter -> requireNonNull(tensors.get(parameter.getName())));
        return recording(false, () -> script().record("judge", new NDList(pictures), withObjects(objects, lists)));
    }

    private static List<List<NDArray>> withObjects(List<NDArray> objects, List<List<NDArray>> lists) {
        List<List<NDArray>> all = new ArrayList<>(List.of(objects));
        all.addAll(lists);
        return all;
    }

    /** Calls native code with gradients recorded or not; PyTorch keeps that for each thread. */
    private static NDList recording(boolean gradients, Supplier<NDList> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(gradients);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> options) {
        NDArray pictures = inputs.singletonOrThrow();
        List<List<NDArray>> lists = lists(p -> store.getValue(p, pictures.getDevice(), training));
        if (!training) {
            return recording(false, () -> script().record("evaluate", new NDList(pictures), lists));
        }
        try (NDArray ones = pictures.getManager()
                .ones(new Shape(
                        Math.max(1, TrainingScript.branches(graph)),
                        pictures.getShape().get(0)))) {
            NDList logits = script().record("forward", new NDList(pictures, ones), lists);
            count();
            return logits;
        }
    }

    private List<List<NDArray>> lists() {
        return lists(Parameter::getArray);
    }

    /** DJL has no word for an empty list, which a network without statistics would need; nothing reads what stands there. */
    private List<List<NDArray>> lists(Function<Parameter, NDArray> array) {
        return List.of(
                learned.stream().map(array).toList(),
                statistics.isEmpty()
                        ? List.of(nothing)
                        : statistics.stream().map(array).toList());
    }

    /** The code depends on what is frozen, which callers may change at any time. */
    private NativeScript script() {
        JniUtils.setGraphExecutorOptimize(false);
        TrainingForm now = form();
        NativeScript known = scripts.get(now);
        if (known != null) {
            return known;
        }
        try {
            NativeScript made = NativeScript.load(file -> code.write(graph, now, file), manager.getDevice());
            scripts.put(now, made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("the code of the network could not be written to the temporary folder", e);
        }
    }

    /** A batch normalisation counts the batches that moved its statistics. */
    private void count() {
        TrainingForm now = form();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof BatchNorm norm && now.moves(norm)) {
                parameter(norm.statistics().batchCounter()).getArray().addi(1);
            }
        }
    }

    /**
     * Returns a copy of all tensors in state-dict order, in Java's memory.
     *
     * @see #load
     */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (org.inceptionnext.network.Parameter parameter : graph.parameters()) {
            NDArray array = parameter(parameter).getArray();
            tensors.put(parameter.name(), NativeArrays.tensor(parameter.name(), parameter.shape(), array));
        }
        return tensors;
    }

    /**
     * Sets all tensors.
     *
     * @param tensors one for each parameter, of its shape
     * @throws org.inceptionnext.network.WeightMismatchException if they are not those of the network
     * @throws IOException if one cannot be read
     */
    public void load(Map<String, Tensor> tensors) throws IOException {
        Weights weights = Weights.bind(graph, tensors);
        for (org.inceptionnext.network.Parameter parameter : graph.parameters()) {
            NativeArrays.set(parameter(parameter).getArray(), weights.tensor(parameter));
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        if (graph.gives(OutputKind.DETECTOR_MAPS)) {
            return mapShapes(inputShapes[0]);
        }
        return new Shape[] {
            new Shape(inputShapes[0].get(0), graph.output(OutputKind.LOGITS).channels())
        };
    }

    private Shape[] mapShapes(Shape pictures) {
        return graph.values(OutputKind.DETECTOR_MAPS).stream()
                .map(map -> (Value.Shape.AnchorMap) map.shape())
                .map(map -> new Shape(
                        pictures.get(0),
                        map.anchors(),
                        pictures.get(2) / map.stride(),
                        pictures.get(3) / map.stride(),
                        map.channels()))
                .toArray(Shape[]::new);
    }

    @Override
    public PairList<String, Shape> describeInput() {
        PairList<String, Shape> inputs = new PairList<>();
        inputs.add("pictures", new Shape(-1, graph.input().channels(), -1, -1));
        return inputs;
    }

    /** Nothing but the parameters is kept: the network says the rest. */
    @Override
    protected void saveMetadata(DataOutputStream out) {
        // Nothing.
    }

    @Override
    protected void loadMetadata(byte loadVersion, DataInputStream in) throws MalformedModelException {
        if (loadVersion != version) {
            throw new MalformedModelException("parameters of version " + loadVersion + ", allowed is " + version);
        }
    }

    @Override
    public void close() {
        new ArrayList<>(scripts.values()).forEach(NativeScript::close);
        scripts.clear();
        manager.close();
    }
}
