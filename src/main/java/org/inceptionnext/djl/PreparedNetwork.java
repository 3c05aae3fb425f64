package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.UnknownModelException;
import org.inceptionnext.runtime.CompiledModel;
import org.inceptionnext.runtime.ComputeType;
import org.inceptionnext.runtime.ModelCompiler;

/**
 * A model of which only PyTorch's part is missing: its weights are found, verified, bound to their network and compiled.
 * PyTorch's library may be loading meanwhile.
 */
final class PreparedNetwork implements Closeable {
    private final FetchedWeights fetched;
    private final Recognition recognition;
    private final NetworkWeights network;
    private final ModelCompiler compiler;

    private PreparedNetwork(
            FetchedWeights fetched,
            Recognition recognition,
            ModelArguments arguments,
            Map<String, ?> given,
            boolean onGpu)
            throws IOException {
        this.fetched = fetched;
        this.recognition = recognition;
        this.network = NetworkWeights.of(arguments, recognition);
        fetched.requireVerified(recognition.checkpoint().tensors().values());
        checkArguments(arguments, given, network);
        Preprocessing pictures = PicturePreparation.of(given, arguments, network.pictures());
        Size inputSize = new Size(pictures.height(), pictures.width());
        Optional<Quantization> quantization = arguments.dtype() == ComputeType.INT8
                ? Optional.of(NetworkQuantization.of(arguments, recognition))
                : Optional.empty();
        this.compiler = ModelCompiler.compile(
                network.weights(),
                new ModelCompiler.Options(arguments.dtype().stored(), arguments.form(), inputSize, quantization),
                onGpu);
    }

    /**
     * Prepares a model; what can be wrong is listed at {@link InceptionNextBlockFactory#newBlock}.
     *
     * @param modelPath the model's folder
     * @param given the model's arguments
     * @param onGpu whether it will run on a GPU; a wrong guess costs compiling once more
     */
    static PreparedNetwork of(Path modelPath, Map<String, ?> given, boolean onGpu) throws IOException {
        ModelArguments arguments = ModelArguments.of(given).in(modelPath);
        FetchedWeights fetched = WeightFiles.locate(arguments, null);
        Recognition recognition = recognise(fetched.file(), arguments);
        try {
            return new PreparedNetwork(fetched, recognition, arguments, given, onGpu);
        } catch (IOException | RuntimeException e) {
            recognition.close();
            throw e;
        }
    }

    /** Opens a file or folder of weights, which the caller closes. */
    static Recognition recognise(Path file, ModelArguments arguments) throws IOException {
        try {
            return Recogniser.open(file, NetworkWeights.request(arguments));
        } catch (UnknownModelException e) {
            // The card names its network.
            throw new IllegalStateException(e);
        }
    }

    /** The translator reads these; what is wrong with them is better said before the network is compiled. */
    private static void checkArguments(ModelArguments arguments, Map<String, ?> given, NetworkWeights network)
            throws IOException {
        Graph graph = network.weights().graph();
        List<String> classNames = ClassNames.of(arguments, InceptionNextBlock.numClasses(graph), network.classNames());
        if (arguments.card().isDetector()) {
            DetectionArguments.of(
                    given,
                    arguments,
                    PicturePreparation.of(given, arguments, network.pictures()),
                    InceptionNextBlock.stride(graph),
                    classNames);
        }
    }

    /** Loads the network into a model, and says in its properties what it is. The block ends with the model. */
    Block block(Model model) throws IOException {
        model.setProperty("integrity", fetched.level().statement());
        ClassNames.keep(network.classNames(), model);
        PicturePreparation.keep(network.pictures(), model);
        network.backbone().ifPresent(backbone -> model.setProperty("backbone", backbone));
        CompiledModel compiled = compiler.load(model.getNDManager().getDevice());
        model.setProperty("compiledForm", compiled.form());
        return new InceptionNextBlock(compiled, model.getNDManager());
    }

    @Override
    public void close() throws IOException {
        try (recognition) {
            compiler.close();
        }
    }
}
