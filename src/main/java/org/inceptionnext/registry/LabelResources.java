package org.inceptionnext.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.inceptionnext.text.PrintableText;

/** The label sets of {@code zoo/labels}, by name, each read once. */
final class LabelResources implements CardReader.LabelSets {
    private static final String LABELS = "org/inceptionnext/zoo/labels/";

    private final ClassLoader loader;
    private final Map<String, Labels> known = new HashMap<>();

    LabelResources(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    public synchronized Labels labels(String name) throws MalformedCardException {
        Labels labels = known.get(name);
        if (labels == null) {
            labels = read(name);
            known.put(name, labels);
        }
        return labels;
    }

    private Labels read(String name) throws MalformedCardException {
        String resource = LABELS + name + ".txt";
        List<String> lines;
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no such resource");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines = reader.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new MalformedCardException("labels", PrintableText.quote(name), "a file of zoo/labels, without .txt");
        }
        if (new HashSet<>(lines).size() != lines.size()) {
            throw new MalformedCardException(resource + ": a class name stands there twice");
        }
        return new Labels(name, lines);
    }
}
