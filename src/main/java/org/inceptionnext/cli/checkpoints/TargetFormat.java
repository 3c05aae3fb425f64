package org.inceptionnext.cli.checkpoints;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;

/** The formats that a conversion writes, by the names of {@code --to}. */
enum TargetFormat {
    safetensors("a safetensors file", true, ".safetensors"),
    pth("a PyTorch state dict (zip)", true, ".pth", ".pt"),
    torchscript("a TorchScript module", false, ".torchscript", ".torchscript.pt"),
    onnx("an ONNX file", false, ".onnx");

    private final String description;
    private final boolean holdsTensors;
    private final List<String> suffixes;

    TargetFormat(String description, boolean holdsTensors, String... suffixes) {
        this.description = description;
        this.holdsTensors = holdsTensors;
        this.suffixes = List.of(suffixes);
    }

    /** Returns what a file of this format is, with its article. */
    String description() {
        return description;
    }

    /** Returns whether it holds the tensors as they are; the others hold a network that runs. */
    boolean holdsTensors() {
        return holdsTensors;
    }

    /** Returns the format that a file's name stands for. */
    static TargetFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        // .torchscript.pt ends in .pt too, which is another format's.
        for (TargetFormat format : List.of(torchscript, safetensors, pth, onnx)) {
            if (format.suffixes.stream().anyMatch(name::endsWith)) {
                return format;
            }
        }
        String known = Arrays.stream(values())
                .map(format -> String.join(" and ", format.suffixes) + " for " + format.description)
                .collect(Collectors.joining(", "));
        throw new FailureException(
                ExitCode.USAGE,
                "which format? " + Printable.line(file.toString(), Printable.PATH_CHARS) + " ends in none of " + known,
                "Name the output so, or say the format with --to.");
    }
}
