package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Int;
import org.inceptionnext.checkpoint.pickle.PickleValue.Real;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.text.PrintableText;

/**
 * A detector as training in YOLOv5 (6.0 and later) saves it: a whole module that carries its rows, the names of its classes
 * and the eps of each batch normalisation beside its weights.
 *
 * <p>Only attributes are read; nothing of the file is executed.
 */
public final class DetectorCheckpoint {
    private final Checkpoint checkpoint;
    private final Stub module;
    private final DetectorDefinition definition;

    private DetectorCheckpoint(Checkpoint checkpoint, Stub module, Dict rows) {
        this.checkpoint = checkpoint;
        this.module = module;
        String name = PrintableText.escape(String.valueOf(checkpoint.file().getFileName()));
        this.definition = DetectorDefinition.of(name, PlainValues.of(name, rows));
    }

    /**
     * Finds the detector in a file.
     *
     * @param checkpoint the caller closes it, when the tensors of {@link #weights} are no longer read
     * @return empty if the file is something else, or has weights only
     * @throws RowFormatException if its rows are wrong
     */
    public static Optional<DetectorCheckpoint> of(Checkpoint checkpoint) {
        return checkpoint
                .object()
                .flatMap(root -> module(root, checkpoint.key().orElse("")))
                .flatMap(module ->
                        dict(module.attribute("yaml")).map(rows -> new DetectorCheckpoint(checkpoint, module, rows)));
    }

    /** Goes the dotted way from the file's object to the module that holds the weights. */
    private static Optional<Stub> module(PickleValue root, String key) {
        PickleValue value = root;
        for (String name : key.isEmpty() ? new String[0] : key.split("\\.", -1)) {
            Optional<PickleValue> next = value instanceof Dict dict ? dict.get(name) : Optional.empty();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return value instanceof Stub stub ? Optional.of(stub) : Optional.empty();
    }

    /** Returns the network by the rows inside the file. */
    public DetectorDefinition definition() {
        return definition;
    }

    /**
     * Builds the network by the rows inside the file, for the file's classes and channels.
     *
     * @throws RowFormatException if a row cannot be built
     */
    public Detector detector() {
        return definition.detector(options());
    }

    /** Returns the numbers of classes and channels that the weights were made for. */
    public NetworkOptions options() {
        return definition.optionsOf(checkpoint.tensors());
    }

    /**
     * Returns the names of the classes by index, unescaped; empty unless every class has one. Files have a list or a dict by
     * number.
     */
    public List<String> classNames() {
        Optional<PickleValue> names = module.attribute("names");
        Map<Long, String> byIndex = new LinkedHashMap<>();
        if (names.isPresent() && names.get() instanceof Sequence list) {
            for (PickleValue name : list.items()) {
                put(byIndex, byIndex.size(), name);
            }
        } else {
            dict(names)
                    .ifPresent(dict -> dict.entries().forEach(entry -> {
                        if (entry.key() instanceof Int index) {
                            put(byIndex, index.value(), entry.value());
                        }
                    }));
        }
        int count = options().numClasses();
        List<String> ordered = new ArrayList<>();
        for (long index = 0; index < count; index++) {
            String name = byIndex.get(index);
            if (name == null) {
                return List.of();
            }
            ordered.add(name);
        }
        return List.copyOf(ordered);
    }

    private static void put(Map<Long, String> names, long index, PickleValue name) {
        if (name instanceof Text text) {
            names.put(index, text.value());
        }
    }

    /** Returns the epoch at which the file was saved; -1 if training was over and its state taken out. */
    public Optional<Long> epoch() {
        return top("epoch").filter(Int.class::isInstance).map(epoch -> ((Int) epoch).value());
    }

    /** Returns when the file was saved, in its own words, unescaped; files have it from 6.1 on. */
    public Optional<String> date() {
        return top("date").filter(Text.class::isInstance).map(date -> ((Text) date).value());
    }

    private Optional<PickleValue> top(String key) {
        return dict(checkpoint.object()).flatMap(root -> root.get(key));
    }

    /**
     * Binds the weights to the network, with each batch normalisation's own eps.
     *
     * @throws RowFormatException if a row cannot be built, or an eps is not above 0
     * @throws WeightMismatchException if the weights are not those of the rows
     */
    public Weights weights() throws WeightMismatchException {
        Graph graph = definition.graph(options());
        Map<String, Double> eps = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof BatchNorm norm) {
                eps.put(node.scope(), eps(node.scope(), norm.eps()));
            }
        }
        return Weights.bind(graph.withBatchNormEps(scope -> eps.getOrDefault(scope, 0.0)), checkpoint.tensors());
    }

    private double eps(String scope, double otherwise) {
        Optional<Stub> at = Optional.of(module);
        for (String name : scope.split("\\.", -1)) {
            at = at.flatMap(stub -> dict(stub.attribute("_modules")))
                    .flatMap(children -> children.get(name))
                    .filter(Stub.class::isInstance)
                    .map(Stub.class::cast);
        }
        Optional<PickleValue> eps = at.flatMap(stub -> stub.attribute("eps"));
        if (eps.isEmpty()) {
            return otherwise;
        }
        if (eps.get() instanceof Real number && number.value() > 0 && number.value() < 1) {
            return number.value();
        }
        throw new RowFormatException(definition.name(), "eps of " + scope + " must be a number above 0 and below 1");
    }

    private static Optional<Dict> dict(Optional<PickleValue> value) {
        return value.filter(Dict.class::isInstance).map(Dict.class::cast);
    }
}
