package org.inceptionnext.djl;

import java.io.IOException;
import java.util.Optional;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.recognise.QuantizationText;
import org.inceptionnext.recognise.Recognition;

/** Where the ranges of a network's activations come from. */
final class NetworkQuantization {
    private NetworkQuantization() {}

    /**
     * Returns the ranges that the weights' file states, or those that come with the library for a model's own weights.
     *
     * @throws ArgumentException if nobody states any
     */
    static Quantization of(ModelArguments arguments, Recognition recognition) throws IOException {
        return ranges(arguments, recognition)
                .orElseThrow(() -> ArgumentException.of(
                        "dtype",
                        "int8 needs the ranges of the network's activations, and neither the weights nor the library state any."
                                + " Measure them with pictures of your own: inx quantize "
                                + arguments.card().name()
                                + " --calibrate PHOTOS -o model-int8.safetensors, and give that file as weights"));
    }

    private static Optional<Quantization> ranges(ModelArguments arguments, Recognition recognition) throws IOException {
        if (arguments.backboneStart().isPresent()) {
            // Those of a classifier are not those of the detector that begins with its weights.
            return Optional.empty();
        }
        Optional<Quantization> stated = QuantizationText.in(recognition);
        return stated.isEmpty() && arguments.weights().isEmpty() ? QuantizationText.shipped(arguments.card()) : stated;
    }
}
