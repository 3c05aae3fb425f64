package org.inceptionnext.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.InceptionNext.Variant;
import org.jspecify.annotations.Nullable;

/** The InceptionNeXt classifiers, which are backbones of detectors too. */
public final class InceptionNextFamily implements NetworkFamily {
    private static final String RESOURCE = "org/inceptionnext/zoo/inceptionnext.yaml";

    /** The first weight of every one; its outermost dimension tells the variants apart for the most part. */
    private static final String STEM = "stem.0.weight";

    private final Map<String, InceptionNext> definitions;

    private InceptionNextFamily(Map<String, InceptionNext> definitions) {
        this.definitions = Collections.unmodifiableMap(definitions);
    }

    private static @Nullable InceptionNextFamily builtin;

    /**
     * Returns the networks of every {@code org/inceptionnext/zoo/inceptionnext.yaml} on the class path, so that another jar
     * can add variants. The files are read once.
     *
     * @throws ZooFormatException if a file is wrong, or two files define one name differently
     */
    public static synchronized InceptionNextFamily builtin() {
        if (builtin == null) {
            builtin = read();
        }
        return builtin;
    }

    private static InceptionNextFamily read() {
        Map<String, Variant> variants = new LinkedHashMap<>();
        try {
            for (URL url :
                    Collections.list(InceptionNextFamily.class.getClassLoader().getResources(RESOURCE))) {
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
        Map<String, InceptionNext> definitions = new LinkedHashMap<>();
        variants.forEach((name, variant) -> definitions.put(name, new InceptionNext(variant)));
        return new InceptionNextFamily(definitions);
    }

    private static List<Variant> read(URL url) throws IOException {
        try (InputStream yaml = url.openStream()) {
            return VariantFile.read(url.toString(), yaml);
        }
    }

    @Override
    public String title() {
        return "InceptionNeXt";
    }

    @Override
    public Map<String, ? extends Backbone> definitions() {
        return definitions;
    }

    /** Returns the network of this name, if there is one. */
    public Optional<Backbone> find(String name) {
        return Optional.ofNullable(definitions.get(name));
    }

    @Override
    public Set<String> prefixes(Collection<String> tensorNames) {
        Set<String> prefixes = new LinkedHashSet<>();
        for (String name : tensorNames) {
            if (name.equals(STEM) || name.endsWith("." + STEM)) {
                prefixes.add(name.substring(0, name.length() - STEM.length()));
            }
        }
        return prefixes;
    }

    @Override
    public Collection<? extends NetworkDefinition> candidates(Map<String, Tensor> tensors) {
        Tensor stem = tensors.get(STEM);
        if (stem == null || stem.shape().isEmpty()) {
            return definitions.values();
        }
        List<InceptionNext> ofThatWidth = definitions.values().stream()
                .filter(network ->
                        network.variant().dims().get(0) == stem.shape().get(0).longValue())
                .toList();
        return ofThatWidth.isEmpty() ? definitions.values() : ofThatWidth;
    }
}
