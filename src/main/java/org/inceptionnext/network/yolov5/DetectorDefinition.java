package org.inceptionnext.network.yolov5;

import java.io.InputStream;
import java.util.Map;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.jspecify.annotations.Nullable;

/** A detector in the published row format: {@code [from, number, module, arguments]}. */
public final class DetectorDefinition implements NetworkDefinition {
    private final String name;
    private final DetectorFile file;
    private final InceptionNextFamily backbones;

    DetectorDefinition(String name, DetectorFile file, InceptionNextFamily backbones) {
        this.name = name;
        this.file = file;
        this.backbones = backbones;
    }

    /**
     * Reads rows from YAML.
     *
     * @param name of the network, and of the file in messages
     * @param yaml the caller closes it
     * @throws RowFormatException if it is not YAML or not a detector; {@link #detector} checks the rows
     */
    public static DetectorDefinition read(String name, InputStream yaml) {
        return new DetectorDefinition(name, DetectorFileReader.read(name, yaml), InceptionNextFamily.builtin());
    }

    /**
     * Takes rows that are read already, such as those inside a checkpoint ({@code model.yaml}).
     *
     * @param name of the network, and of the file in messages
     * @param content by key; lists, texts, numbers, booleans and null
     * @throws RowFormatException if it is not a detector; {@link #detector} checks the rows
     */
    public static DetectorDefinition of(String name, Map<?, ?> content) {
        return new DetectorDefinition(name, DetectorFileReader.read(name, content), InceptionNextFamily.builtin());
    }

    /**
     * Takes the rows inside a pickled module, as they are: texts are never evaluated.
     *
     * @param name of the network, and of the file in messages
     * @throws RowFormatException if it is not a detector, or holds too much; {@link #detector} checks the rows
     */
    public static DetectorDefinition ofPickled(String name, PickleValue.Dict rows) {
        return of(name, PlainValues.of(name, rows));
    }

    /**
     * Returns this detector on another backbone: the first row's module is changed, and the others take its channels.
     *
     * @param backbone a registered classifier that gives four maps, such as {@code inceptionnext_zepto}
     * @throws IllegalArgumentException if there is none of that name, or the first row is no such backbone
     */
    public DetectorDefinition withBackbone(String backbone) {
        Row first = file.rows().get(0);
        if (BackboneNames.find(first.module(), backbones).isEmpty()) {
            throw new IllegalArgumentException(name + " has no backbone that could be changed: its first row is "
                    + Arguments.show(first.module()));
        }
        if (BackboneNames.find(backbone, backbones).isEmpty()) {
            throw new IllegalArgumentException("no backbone " + Arguments.show(backbone) + "; there are "
                    + String.join(", ", backbones.definitions().keySet()));
        }
        return new DetectorDefinition(name, file.withFirstModule(backbone), backbones);
    }

    /** Returns the file's content, as {@link #of} takes it, with the classes and channels of these options. */
    public Map<String, @Nullable Object> content(NetworkOptions options) {
        return file.content(options);
    }

    /** Returns whether the rows name the same modules in the same order: only then can two detectors be one network. */
    public boolean hasModulesOf(DetectorDefinition other) {
        return file.modules().equals(other.file.modules());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NetworkOptions defaultOptions() {
        return new NetworkOptions(file.numClasses(), file.inChannels());
    }

    /**
     * Builds the network.
     *
     * @throws RowFormatException if a row cannot be built
     */
    public Detector detector(NetworkOptions options) {
        if (options.numClasses() < 1) {
            throw new IllegalArgumentException(name + ": a detector has at least 1 class, not " + options.numClasses());
        }
        return new RowAssembly(file, options, backbones).build();
    }

    @Override
    public Graph graph(NetworkOptions options) {
        return detector(options).graph();
    }

    @Override
    public NetworkOptions optionsOf(Map<String, Tensor> tensors) {
        NetworkOptions options = defaultOptions();
        Graph graph = graph(options);
        return new NetworkOptions(
                numClasses(last(graph), tensors, options.numClasses()),
                inChannels(first(graph), tensors, options.inChannels()));
    }

    private int numClasses(Parameter headBias, Map<String, Tensor> tensors, int otherwise) {
        long channels = size(tensors.get(headBias.name()), 1, 0);
        int anchors = file.anchors().perMap();
        long classes = channels / anchors - DetectHead.BOX_NUMBERS;
        return channels % anchors == 0 && classes >= 1 && classes <= Arguments.LIMIT ? (int) classes : otherwise;
    }

    /** The first weight may read more channels than the image has (Focus), but always as many times more. */
    private static int inChannels(Parameter stemWeight, Map<String, Tensor> tensors, int otherwise) {
        long declared = stemWeight.shape().get(1);
        long channels = size(tensors.get(stemWeight.name()), stemWeight.shape().size(), 1) * otherwise / declared;
        return channels >= 1 && channels <= Arguments.LIMIT ? (int) channels : otherwise;
    }

    private static Parameter first(Graph graph) {
        return graph.parameters().stream()
                .filter(parameter -> parameter.role() == Role.WEIGHT)
                .findFirst()
                .orElseThrow();
    }

    private static Parameter last(Graph graph) {
        return graph.parameters().get(graph.parameters().size() - 1);
    }

    private static long size(@Nullable Tensor tensor, int rank, int dimension) {
        return tensor != null && tensor.shape().size() == rank ? tensor.shape().get(dimension) : 0;
    }
}
