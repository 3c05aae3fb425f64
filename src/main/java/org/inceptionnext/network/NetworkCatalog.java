package org.inceptionnext.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.InceptionNext.Variant;
import org.jspecify.annotations.Nullable;

/** All networks that this program can build, by name. */
public final class NetworkCatalog {
    private static final String RESOURCE = "org/inceptionnext/zoo/inceptionnext.yaml";

    private static @Nullable NetworkCatalog builtin;

    private final Map<String, Backbone> definitions;

    private NetworkCatalog(Map<String, Backbone> definitions) {
        this.definitions = Collections.unmodifiableMap(definitions);
    }

    /**
     * Returns the networks of every {@code org/inceptionnext/zoo/inceptionnext.yaml} on the class path, so that another jar
     * can add variants. The files are read once.
     *
     * @throws ZooFormatException if a file is wrong, or two files define one name differently
     */
    public static synchronized NetworkCatalog builtin() {
        if (builtin == null) {
            builtin = read();
        }
        return builtin;
    }

    private static NetworkCatalog read() {
        Map<String, Backbone> definitions = new LinkedHashMap<>();
        Map<String, Variant> variants = new LinkedHashMap<>();
        try {
            for (URL url :
                    Collections.list(NetworkCatalog.class.getClassLoader().getResources(RESOURCE))) {
                for (Variant variant : read(url)) {
                    Variant other = variants.putIfAbsent(variant.name(), variant);
                    if (other != null && !other.equals(variant)) {
                        throw new ZooFormatException(
                                url + ", row " + variant.name() + ": another file defines it differently");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " from the class path", e);
        }
        variants.forEach((name, variant) -> definitions.put(name, new InceptionNext(variant)));
        return new NetworkCatalog(definitions);
    }

    private static List<Variant> read(URL url) throws IOException {
        try (InputStream yaml = url.openStream()) {
            return VariantFile.read(url.toString(), yaml);
        }
    }

    /** Returns all registered names, in the order of the files. */
    public Set<String> names() {
        return definitions.keySet();
    }

    /**
     * Returns the network of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public Backbone get(String name) {
        Backbone definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalArgumentException("no network " + name + "; there are " + String.join(", ", names()));
        }
        return definition;
    }

    /**
     * Says how well a checkpoint fits each registered network, the best first. Every network is listed; one of which
     * nothing is {@linkplain WeightComparison#fitting fitting} has nothing in common with the checkpoint.
     *
     * @param tensors the checkpoint's tensors by name, any common prefix stripped
     */
    public List<Match> match(Map<String, Tensor> tensors) {
        List<Match> matches = new ArrayList<>();
        for (Backbone definition : definitions.values()) {
            NetworkOptions options = definition.optionsOf(tensors);
            matches.add(new Match(definition, options, WeightComparison.of(definition.graph(options), tensors)));
        }
        matches.sort(Comparator.comparingInt(match -> match.comparison().differences()));
        return List.copyOf(matches);
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
