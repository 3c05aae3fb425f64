package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.options.WeightsPlaces;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.UnknownModelException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx inspect}. */
@Command(
        name = "inspect",
        header = "Say what a weight file is, without running anything in it.",
        description = {
            "",
            "Reads names, types and shapes; the first line says which network they are of. Of a YOLOv5 checkpoint also its rows, "
                    + "the names of its classes, its strides and its epoch."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx inspect best.pth",
            "  inx inspect model.safetensors --tensors",
            "  inx inspect last.pt --key model",
            "  inx inspect best.pth --json | jq .network.name",
            "  inx inspect best.pt --json | jq .detector.classNames"
        })
public final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "1",
            paramLabel = "FILE",
            description = "A checkpoint: .pth, .pt, .safetensors; a folder of timm or Hugging Face; or fetched once, "
                    + "hf://OWNER/NAME[@REVISION] or https://HOST/FILE[#sha256=HEX].")
    String file = "";

    @Option(names = "--tensors", description = "List every tensor: name, type, shape.")
    boolean tensors;

    @Mixin
    CheckpointOptions reading = new CheckpointOptions();

    public InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        try (Recognition recognition =
                Recogniser.open(new WeightAccess(console).locate(WeightsPlaces.parse(file)), reading.request())) {
            Inspection inspection = Inspection.of(recognition);
            if (console.globals().json) {
                console.data(inspection.json(tensors));
            } else {
                inspection.lines(tensors).forEach(console::data);
            }
        }
        return ExitCode.OK.code();
    }
}
