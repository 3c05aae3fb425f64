package org.inceptionnext.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.catalog.NetworkCatalog;

/** Files that hold a network with the goldens' weights. */
public final class FormulaFile {
    private FormulaFile() {}

    /**
     * For scripts.
     *
     * @param arguments pairs of a file and the name of its network
     */
    public static void main(String[] arguments) throws IOException {
        for (int i = 0; i < arguments.length; i += 2) {
            write(Path.of(arguments[i]), arguments[i + 1]);
        }
    }

    /** Writes a network's weights, as a torch state dict if the file's name ends in {@code .pth}, else as safetensors. */
    public static Path write(Path file, String network) throws IOException {
        NetworkDefinition definition = NetworkCatalog.builtin().get(network);
        Map<String, Tensor> tensors = FormulaWeights.checkpoint(definition.graph(definition.defaultOptions()));
        if (file.toString().endsWith(".pth")) {
            PthWriter.write(file, tensors.values());
        } else {
            SafetensorsWriter.write(file, tensors.values(), Map.of());
        }
        return file;
    }
}
