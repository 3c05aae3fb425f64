package org.inceptionnext.network.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.NetworkFamily;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.WeightComparison;
import org.inceptionnext.network.yolov5.Yolov5Family;

/**
 * All networks that this program can build, by name: those of every family, which read their definitions from every jar on
 * the class path.
 */
public final class NetworkCatalog {
    private static final NetworkCatalog BUILTIN = new NetworkCatalog();

    private NetworkCatalog() {}

    /** Returns the networks on the class path. A family is read when one of its networks is asked for, and once. */
    public static NetworkCatalog builtin() {
        return BUILTIN;
    }

    /**
     * Returns the families, classifiers first.
     *
     * @throws org.inceptionnext.network.ZooFormatException if a definition is wrong
     * @throws org.inceptionnext.network.yolov5.RowFormatException if a detector's rows are wrong
     */
    public List<NetworkFamily> families() {
        return List.of(InceptionNextFamily.builtin(), Yolov5Family.builtin());
    }

    /**
     * Returns the families whose networks may be in a file with tensors of these names; a family that cannot is not read:
     * a classifier that starts needs none of the detectors' files.
     *
     * @throws org.inceptionnext.network.ZooFormatException if a definition is wrong
     * @throws org.inceptionnext.network.yolov5.RowFormatException if a detector's rows are wrong
     */
    public List<NetworkFamily> families(Collection<String> tensorNames) {
        return Yolov5Family.mayBeIn(tensorNames) ? families() : List.of(InceptionNextFamily.builtin());
    }

    /** Returns all registered networks, family by family. */
    public List<NetworkDefinition> definitions() {
        List<NetworkDefinition> all = new ArrayList<>();
        families().forEach(family -> all.addAll(family.definitions().values()));
        return List.copyOf(all);
    }

    /** Returns all registered names, family by family. */
    public List<String> names() {
        return definitions().stream().map(NetworkDefinition::name).toList();
    }

    /** Returns the network of this name, if there is one. */
    public Optional<NetworkDefinition> find(String name) {
        NetworkDefinition classifier =
                InceptionNextFamily.builtin().definitions().get(name);
        // Most ask for a classifier, which needs none of the detectors' files.
        return Optional.ofNullable(
                classifier != null
                        ? classifier
                        : Yolov5Family.builtin().definitions().get(name));
    }

    /**
     * Returns the network of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public NetworkDefinition get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no network " + name + "; there are " + String.join(", ", names())));
    }

    /**
     * Says how well a checkpoint fits each of some networks, the best first. Every network is listed; one of which nothing
     * is {@linkplain WeightComparison#fitting fitting} has nothing in common with the checkpoint.
     *
     * @param networks those to compare with
     * @param tensors the checkpoint's tensors by name, prefixes taken away
     */
    public static List<Match> match(Collection<? extends NetworkDefinition> networks, Map<String, Tensor> tensors) {
        List<Match> matches = new ArrayList<>();
        for (NetworkDefinition definition : networks) {
            NetworkOptions options = definition.optionsOf(tensors);
            matches.add(new Match(definition, options, WeightComparison.of(definition.graph(options), tensors)));
        }
        matches.sort(Comparator.comparingInt(match -> match.comparison().differences()));
        return List.copyOf(matches);
    }

    /** Says how well a checkpoint fits each registered network, the best first. */
    public List<Match> match(Map<String, Tensor> tensors) {
        return match(definitions(), tensors);
    }

    /**
     * How well a checkpoint fits one network.
     *
     * @param definition the network
     * @param options the options read from the checkpoint
     * @param comparison what fits and what does not
     */
    public record Match(NetworkDefinition definition, NetworkOptions options, WeightComparison comparison) {}
}
