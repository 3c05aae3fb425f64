package org.inceptionnext.cli.options;

import java.util.Optional;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.runtime.ComputeType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model sees the pictures, and in which batches. */
public class ModelOptions {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME",
            description = "A model of inx models, or an address as for --weights. Without it: the one that --weights "
                    + "fits.")
    @Nullable
    public String model;

    @Option(
            names = {"-w", "--weights"},
            paramLabel = "FILE",
            description =
                    "Your own weights: .pth, .pt, .safetensors, a folder of timm or Hugging Face; or fetched once, a repository "
                            + "hf://OWNER/NAME[@REVISION] or a file https://HOST/FILE[#sha256=HEX].")
    @Nullable
    public String weights;

    @Mixin
    public CheckpointOptions reading = new CheckpointOptions();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "What the network computes in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    public ComputeType dtype = ComputeType.FLOAT32;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "8",
            description = "Pictures that go through the network together. Default: ${DEFAULT-VALUE}.")
    public int batchSize;

    /** Returns what is said of the user's own weights. */
    public RecognitionRequest request() {
        RecognitionRequest request = reading.request();
        return model == null ? request : request.withModel(model).withRegistry(ModelLookup.registry());
    }

    /** Refuses what makes no sense, and takes an address that is named as the model for what it is: weights. */
    public void check() {
        if (model != null && WeightsPlace.isRemote(model)) {
            if (weights != null) {
                throw new FailureException(
                        ExitCode.USAGE,
                        "--model names weights by an address, and --weights others",
                        "Give one of both.");
            }
            weights = model;
            model = null;
        }
        place();
        if (batchSize < 1) {
            throw new FailureException(ExitCode.USAGE, "--batch-size must be at least 1", "");
        }
        reading.requireFile(weights != null);
    }

    /**
     * Returns where the user's own weights are.
     *
     * @throws FailureException if what he says is no place
     */
    public Optional<WeightsPlace> place() {
        return Optional.ofNullable(weights).map(WeightsPlaces::parse);
    }
}
