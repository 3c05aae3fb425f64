package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.cli.pictures.RecognitionHints;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx diff}. */
@Command(
        name = "diff",
        header = "Compare the tensors of two weight files.",
        description = {
            "",
            "By name: which are in one file only, have another shape or type, or other numbers, and by how much: the "
                    + "largest difference, and the same in units of the tensor's largest number. File formats do not matter. Exit "
                    + "code 0 if all is the same, 7 if not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx diff model.pth model.safetensors",
            "  inx diff half.pth full.pth --tolerance 1e-3",
            "  inx diff last.pt last.pt --key ema --key-b model",
            "  inx diff a.pth b.pth --json | jq -r '.different[].name'"
        })
public final class DiffCommand implements Callable<Integer> {
    private static final int ROWS_SHOWN = 30;

    private final Console console;

    @Parameters(index = "0", paramLabel = "A", description = "A checkpoint.")
    Path a = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    Path b = Path.of("");

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description =
                    "Count tensors as the same that differ by no more than this, whatever their types: with 0, equal "
                            + "numbers of different types are the same. Without it, types and bits must be.")
    @Nullable
    Double tolerance;

    @Mixin
    CheckpointOptions readingA = new CheckpointOptions();

    @Option(names = "--key-b", paramLabel = "KEY", description = "What --key is to A, for B.")
    @Nullable
    String keyB;

    public DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        if (tolerance != null && (!(tolerance >= 0) || Double.isInfinite(tolerance))) {
            throw new FailureException(ExitCode.USAGE, "--tolerance must be a number of at least 0", "");
        }
        CheckpointOptions readingB = new CheckpointOptions();
        readingB.key = keyB;
        readingB.object = readingA.object;
        try (Recognition first = Recogniser.open(a, readingA.requestForCopy());
                Recognition second = Recogniser.open(b, readingB.requestForCopy())) {
            hintAt("A", first);
            hintAt("B", second);
            List<TensorDifference> differences = differences(first.tensors(), second.tensors());
            long common = first.tensors().keySet().stream()
                    .filter(second.tensors()::containsKey)
                    .count();
            if (console.globals().json) {
                console.data(json(common, differences));
            } else {
                lines(common, differences).forEach(console::data);
            }
            return (differences.isEmpty() ? ExitCode.OK : ExitCode.PARITY).code();
        }
    }

    private void hintAt(String which, Recognition recognition) {
        Checkpoint checkpoint = recognition.checkpoint();
        CheckpointOptions.choice(checkpoint)
                .ifPresent(choice -> console.hint(which + ": weights taken from " + choice));
        recognition
                .model()
                .map(RecognisedModel::prefix)
                .or(checkpoint::strippedPrefix)
                .filter(prefix -> !prefix.isEmpty())
                .ifPresent(prefix -> console.hint(which + ": without the prefix " + prefix + " of every name"));
        recognition
                .model()
                .filter(model -> !model.leftOut().isEmpty())
                .ifPresent(model -> console.hint(which + ": " + RecognitionHints.leftOut(model.leftOut())));
    }

    private List<TensorDifference> differences(Map<String, Tensor> ofA, Map<String, Tensor> ofB) throws IOException {
        List<TensorDifference> differences = new ArrayList<>();
        OptionalDouble allowed = tolerance == null ? OptionalDouble.empty() : OptionalDouble.of(tolerance);
        long totalBytes = ofA.values().stream().mapToLong(Tensor::sizeBytes).sum();
        try (ConversionProgress progress = new ConversionProgress(console, totalBytes)) {
            for (Tensor tensor : ofA.values()) {
                Tensor other = ofB.get(tensor.name());
                if (other == null) {
                    differences.add(TensorDifference.onlyIn(Optional.of(tensor), Optional.empty()));
                } else {
                    TensorDifference.of(tensor, other, allowed).ifPresent(differences::add);
                }
                progress.advance(tensor.sizeBytes());
            }
        }
        ofB.values().stream()
                .filter(tensor -> !ofA.containsKey(tensor.name()))
                .forEach(tensor -> differences.add(TensorDifference.onlyIn(Optional.empty(), Optional.of(tensor))));
        return differences;
    }

    private List<String> lines(long common, List<TensorDifference> differences) {
        List<String> lines = new ArrayList<>();
        if (differences.isEmpty()) {
            lines.add("The same: " + common + " tensors, "
                    + (tolerance == null ? "bit for bit" : "none further apart than " + tolerance) + ".");
            return lines;
        }
        long different = differences.stream().filter(TensorDifference::isInBoth).count();
        lines.add("Different: " + different + " of " + common + " common tensors, " + count(differences, true)
                + " only in A, " + count(differences, false) + " only in B.");
        Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT)
                .row("NAME", "A, B", "LARGEST", "RELATIVE", "DIFFERING");
        differences.stream().limit(ROWS_SHOWN).forEach(difference -> row(table, difference));
        lines.addAll(table.lines());
        if (differences.size() > ROWS_SHOWN) {
            lines.add("... and " + (differences.size() - ROWS_SHOWN) + " more; --json lists all");
        }
        return lines;
    }

    private static long count(List<TensorDifference> differences, boolean inA) {
        return differences.stream()
                .filter(difference -> !difference.isInBoth() && difference.a().isPresent() == inA)
                .count();
    }

    private static void row(Table table, TensorDifference difference) {
        String name = Printable.line(difference.name(), Printable.NAME_CHARS);
        String a = difference.a().map(DiffCommand::type).orElse("");
        String b = difference.b().map(DiffCommand::type).orElse("");
        if (!difference.isInBoth()) {
            table.row(name, a + b, "", "", a.isEmpty() ? "only in B" : "only in A");
            return;
        }
        String types = a.equals(b) ? a : a + ", " + b;
        if (difference.elements().isEmpty()) {
            table.row(name, types, "", "", "other shape");
            return;
        }
        ElementDifference elements = difference.elements().get();
        long all = difference.a().orElseThrow().elementCount();
        table.row(
                name,
                types,
                number(elements.largest()),
                number(elements.relative()),
                elements.count() == 0
                        ? "none as numbers"
                        : Numbers.grouped(elements.count()) + " of " + Numbers.grouped(all) + ", most at "
                                + elements.index());
    }

    private static String type(Tensor tensor) {
        return tensor.dtype() + " " + tensor.shape();
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.3g", number);
    }

    private JsonObject json(long common, List<TensorDifference> differences) {
        JsonObject json = new JsonObject();
        json.addProperty("a", a.toString());
        json.addProperty("b", b.toString());
        json.addProperty("same", differences.isEmpty());
        json.addProperty("commonTensors", common);
        JsonArray onlyInA = new JsonArray();
        JsonArray onlyInB = new JsonArray();
        JsonArray different = new JsonArray();
        for (TensorDifference difference : differences) {
            if (difference.isInBoth()) {
                different.add(json(difference));
            } else {
                (difference.a().isPresent() ? onlyInA : onlyInB).add(difference.name());
            }
        }
        json.add("onlyInA", onlyInA);
        json.add("onlyInB", onlyInB);
        json.add("different", different);
        return json;
    }

    private static JsonObject json(TensorDifference difference) {
        JsonObject entry = new JsonObject();
        entry.addProperty("name", difference.name());
        entry.add("a", json(difference.a().orElseThrow()));
        entry.add("b", json(difference.b().orElseThrow()));
        difference.elements().ifPresent(elements -> {
            entry.addProperty("differing", elements.count());
            entry.add("largest", json(elements.largest()));
            entry.add("relative", json(elements.relative()));
            entry.addProperty("index", elements.index());
        });
        return entry;
    }

    private static JsonObject json(Tensor tensor) {
        JsonObject type = new JsonObject();
        type.addProperty("dtype", tensor.dtype().name());
        JsonArray shape = new JsonArray();
        tensor.shape().forEach(shape::add);
        type.add("shape", shape);
        return type;
    }

    /** JSON has no word for NaN and infinity. */
    private static JsonElement json(double number) {
        return Double.isFinite(number) ? new JsonPrimitive(number) : JsonNull.INSTANCE;
    }
}
