package org.inceptionnext.network.yolov5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.inceptionnext.network.NetworkOptions;

/** Detectors for tests. */
final class Detectors {
    static final Yolov5Family CATALOG = Yolov5Family.builtin();

    private Detectors() {}

    /** Returns a registered detector, {@code pico}, {@code tiny} ... or {@code yolov5n} ... */
    static Detector registered(String name, int numClasses) {
        String full = name.startsWith("yolo") ? name : "yolov5_inceptionnext_" + name;
        return CATALOG.get(full).detector(new NetworkOptions(numClasses, 3));
    }

    /** Returns a detector whose rows are among the test resources. */
    static Detector fromRows(String name) {
        try (InputStream yaml =
                Objects.requireNonNull(Detectors.class.getResourceAsStream("/yolov5/" + name + ".yaml"), name)) {
            DetectorDefinition definition = DetectorDefinition.read(name, yaml);
            return definition.detector(definition.defaultOptions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
