package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.PictureOptions;
import org.inceptionnext.cli.options.PresetOptions;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.recognise.Use;
import org.inceptionnext.vision.DecodeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inx embed}. */
@Command(
        name = "embed",
        header = "Turn pictures into vectors that are near each other when the pictures are alike.",
        description = {
            "",
            "The vector is the last feature map, averaged over its positions: in timm's words forward_features(x).mean((2, 3)). "
                    + "With --json all numbers of it are "
                    + "printed, one picture a line; without, its length and beginning."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx embed photos/ --json > vectors.jsonl",
            "  inx embed --model inceptionnext_tiny cat.png",
            "  inx embed cat.png --json | jq -c .embedding"
        })
public final class EmbedCommand implements Callable<Integer> {
    private static final int NUMBERS_SHOWN = 4;

    private final Console console;

    @Mixin
    PictureOptions pictures = new PictureOptions();

    @Mixin
    PresetOptions preparation = new PresetOptions();

    public EmbedCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        pictures.check();
        EngineStart.begin();
        ChosenModel chosen = ChosenModel.of(console, pictures, preparation, Use.EMBED);
        PictureRun.Printer<float[]> printer = (name, result) -> {
            float[] vector = result.answer();
            if (console.globals().json) {
                json(chosen, name, vector);
            } else {
                text(name, vector);
            }
        };
        PictureRun.Request<float[]> request = new PictureRun.Request<>(
                float[].class,
                Map.of(),
                InputTransform.crop(chosen.preprocessing(), DecodeOptions.DEFAULT.withExif(preparation.exif)),
                false,
                printer);
        PictureRun<float[]> run = new PictureRun<>(console, pictures, chosen, request);
        ExitCode exitCode = run.run();
        if (chosen.isDemonstration() && run.hasAnswered()) {
            console.hint(chosen.card().name() + " is a demonstration model, trained on ten classes."
                    + "\nFor one that was trained on ImageNet: inx embed --model inceptionnext_tiny PICTURE");
        }
        return exitCode.code();
    }

    private void json(ChosenModel chosen, String name, float[] vector) throws IOException {
        JsonArray numbers = new JsonArray(vector.length);
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                throw new IOException("the network's answer is not a number; the weights may be damaged");
            }
            numbers.add(number);
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", name);
        line.addProperty("model", chosen.card().name());
        line.addProperty("preset", chosen.preset().name());
        line.add("embedding", numbers);
        console.data(line);
    }

    private void text(String name, float[] vector) {
        StringBuilder line = new StringBuilder(Printable.line(name, Printable.PATH_CHARS));
        line.append("  ").append(vector.length).append(" numbers:");
        for (int i = 0; i < Math.min(NUMBERS_SHOWN, vector.length); i++) {
            line.append(String.format(Locale.ROOT, " %.4f", vector[i]));
        }
        console.data(line + " ...");
    }
}
