package org.inceptionnext.recognise;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.testing.FormulaWeights;

/** Files that people brought and the first release got wrong, and files made of formula weights. */
public final class Cases {
    private Cases() {}

    /** Returns a file of the test resources' folder {@code cases}, such as {@code detectors/plain.pt}. */
    public static Path file(String name) {
        URL url = Objects.requireNonNull(Cases.class.getResource("/cases/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns the formula weights of a classifier. */
    public static Map<String, Tensor> weights(String network, int classes, int channels) {
        return FormulaWeights.checkpoint(
                NetworkCatalog.builtin().get(network).graph(new NetworkOptions(classes, channels)));
    }

    /** Returns the tensors under a prefix. */
    public static List<Tensor> under(String prefix, Map<String, Tensor> tensors) {
        List<Tensor> renamed = new ArrayList<>();
        tensors.forEach((name, tensor) -> renamed.add(Tensors.renamed(tensor, prefix + name)));
        return renamed;
    }

    /** Writes a safetensors file. */
    public static Path write(Path file, List<Tensor> tensors) throws IOException {
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }
}
