package org.inceptionnext.cli.options;

import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.recognise.RecognitionRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which pictures, and which model sees them. */
public final class PictureOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "Files, folders (with all below them), globs, http(s) URLs, or - for standard input.")
    public List<String> pictures = new ArrayList<>();

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
            converter = WeightsPlaceConverter.class,
            description =
                    "Your own weights: .pth, .pt, .safetensors, a folder of timm or Hugging Face; or fetched once, a repository "
                            + "hf://OWNER/NAME[@REVISION] or a file https://HOST/FILE[#sha256=HEX].")
    @Nullable
    public WeightsPlace weights;

    @Mixin
    public CheckpointOptions reading = new CheckpointOptions();

    /** The types of number that a network computes in, by the names of the argument {@code dtype}. */
    public enum Dtype {
        float32(DType.F32),
        bfloat16(DType.BF16),
        float16(DType.F16),
        int8(DType.I8);

        private final DType stored;

        Dtype(DType stored) {
            this.stored = stored;
        }

        /** Returns the type in the words of weight files. */
        public DType stored() {
            return stored;
        }
    }

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "What the network computes in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    public Dtype dtype = Dtype.float32;

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
            weights = WeightsPlaceConverter.parse(model);
            model = null;
        }
        if (batchSize < 1) {
            throw new FailureException(ExitCode.USAGE, "--batch-size must be at least 1", "");
        }
        reading.requireFile(weights != null);
    }
}
