package org.inceptionnext.network.yolov5;

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
import org.inceptionnext.network.NetworkCatalog;
import org.inceptionnext.network.NetworkCatalog.Match;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.WeightComparison;
import org.inceptionnext.network.yolov5.DetectorFile.Multiples;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** All detectors that this program can build, by name. */
public final class DetectorCatalog {
    private static final String RESOURCE = "org/inceptionnext/zoo/yolov5/index.yaml";

    private static @Nullable DetectorCatalog builtin;

    private final Map<String, DetectorDefinition> definitions;

    private DetectorCatalog(Map<String, DetectorDefinition> definitions) {
        this.definitions = Collections.unmodifiableMap(definitions);
    }

    /**
     * Returns the detectors of every {@code org/inceptionnext/zoo/yolov5/index.yaml} on the class path and the files of rows
     * beside it, so that another jar can add detectors. The files are read once.
     *
     * @throws RowFormatException if a file is wrong, or two define one name differently
     */
    public static synchronized DetectorCatalog builtin() {
        if (builtin == null) {
            builtin = read();
        }
        return builtin;
    }

    private static DetectorCatalog read() {
        Map<String, DetectorFile> files = new LinkedHashMap<>();
        try {
            for (URL index :
                    Collections.list(DetectorCatalog.class.getClassLoader().getResources(RESOURCE))) {
                for (Map.Entry<String, DetectorFile> entry : read(index).entrySet()) {
                    DetectorFile other = files.putIfAbsent(entry.getKey(), entry.getValue());
                    if (other != null && !other.equals(entry.getValue())) {
                        throw new RowFormatException(
                                index.toString(), "another file defines " + entry.getKey() + " differently");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " from the class path", e);
        }
        Map<String, DetectorDefinition> definitions = new LinkedHashMap<>();
        NetworkCatalog backbones = NetworkCatalog.builtin();
        files.forEach((name, file) -> definitions.put(name, new DetectorDefinition(name, file, backbones)));
        return new DetectorCatalog(definitions);
    }

    /** An index has rows {@code name: {rows: FILE, depth_multiple: X, width_multiple: Y}}; the multiples are optional. */
    private static Map<String, DetectorFile> read(URL index) throws IOException {
        if (!(load(index) instanceof Map<?, ?> entries)) {
            throw new RowFormatException(index.toString(), "must have rows of the form \"name: {rows: FILE}\"");
        }
        Map<String, DetectorFile> files = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (!(entry.getValue() instanceof Map<?, ?> cells) || !(cells.get("rows") instanceof String file)) {
                throw new RowFormatException(index + ", row " + name, "must be {rows: FILE}");
            }
            files.put(name, read(new URL(index, file), name, cells));
        }
        return files;
    }

    private static DetectorFile read(URL url, String name, Map<?, ?> cells) throws IOException {
        try (InputStream yaml = url.openStream()) {
            DetectorFile file = DetectorFileReader.read(name, yaml);
            return file.with(new Multiples(
                    multiple(cells.get("depth_multiple"), file.multiples().depth()),
                    multiple(cells.get("width_multiple"), file.multiples().width())));
        }
    }

    private static double multiple(@Nullable Object value, double otherwise) {
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }

    private static Object load(URL index) throws IOException {
        try (InputStream yaml = index.openStream()) {
            return new Load(LoadSettings.builder().setLabel(index.toString()).build()).loadFromInputStream(yaml);
        } catch (YamlEngineException e) {
            throw RowFormatException.at(index + " is not YAML", e);
        }
    }

    /** Returns all registered names, in the order of the files. */
    public Set<String> names() {
        return definitions.keySet();
    }

    /**
     * Returns the detector of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public DetectorDefinition get(String name) {
        DetectorDefinition definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalArgumentException("no detector " + name + "; there are " + String.join(", ", names()));
        }
        return definition;
    }

    /**
     * Says how well a checkpoint fits each registered detector, the best first.
     *
     * @param tensors the checkpoint's tensors by name, as the file has them ({@code model.0....})
     */
    public List<Match> match(Map<String, Tensor> tensors) {
        List<Match> matches = new ArrayList<>();
        for (DetectorDefinition definition : definitions.values()) {
            NetworkOptions options = definition.optionsOf(tensors);
            matches.add(new Match(definition, options, WeightComparison.of(definition.graph(options), tensors)));
        }
        matches.sort(Comparator.comparingInt(match -> match.comparison().differences()));
        return List.copyOf(matches);
    }
}
