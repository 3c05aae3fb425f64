package org.inceptionnext.network.yolov5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.NetworkFamily;
import org.inceptionnext.network.yolov5.DetectorFile.Multiples;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The YOLOv5 detectors, with the backbones of YOLOv5 and of other families. */
public final class Yolov5Family implements NetworkFamily {
    private static final String RESOURCE = "org/inceptionnext/zoo/yolov5/index.yaml";

    /** How the names of the first row's tensors go on after any prefix. */
    private static final String FIRST_ROW = "model.0.";

    private final Map<String, DetectorDefinition> definitions;

    private Yolov5Family(Map<String, DetectorDefinition> definitions) {
        this.definitions = Collections.unmodifiableMap(definitions);
    }

    private static @Nullable Yolov5Family builtin;

    /**
     * Returns the detectors of every {@code org/inceptionnext/zoo/yolov5/index.yaml} on the class path and the files of rows
     * beside it, so that another jar can add detectors. The files are read once.
     *
     * @throws RowFormatException if a file is wrong, or two define one name differently
     */
    public static synchronized Yolov5Family builtin() {
        if (builtin == null) {
            builtin = read();
        }
        return builtin;
    }

    private static Yolov5Family read() {
        Map<String, DetectorFile> files = new LinkedHashMap<>();
        try {
            for (URL index :
                    Collections.list(Yolov5Family.class.getClassLoader().getResources(RESOURCE))) {
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
        InceptionNextFamily backbones = InceptionNextFamily.builtin();
        files.forEach((name, file) -> definitions.put(name, new DetectorDefinition(name, file, backbones)));
        return new Yolov5Family(definitions);
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

    @Override
    public String title() {
        return "YOLOv5";
    }

    @Override
    public Map<String, DetectorDefinition> definitions() {
        return definitions;
    }

    /**
     * Returns the detector of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all names
     */
    public DetectorDefinition get(String name) {
        DetectorDefinition definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalArgumentException(
                    "no detector " + name + "; there are " + String.join(", ", definitions.keySet()));
        }
        return definition;
    }

    /** Returns whether a detector may be under one of the {@linkplain #prefixes prefixes} of these names. */
    public static boolean mayBeIn(Collection<String> tensorNames) {
        return tensorNames.stream().anyMatch(name -> name.contains(FIRST_ROW));
    }

    @Override
    public Set<String> prefixes(Collection<String> tensorNames) {
        Set<String> prefixes = new LinkedHashSet<>();
        for (String name : tensorNames) {
            for (int at = name.indexOf(FIRST_ROW); at >= 0; at = name.indexOf(FIRST_ROW, at + 1)) {
                if (at == 0 || name.charAt(at - 1) == '.') {
                    prefixes.add(name.substring(0, at));
                }
            }
        }
        return prefixes;
    }
}
