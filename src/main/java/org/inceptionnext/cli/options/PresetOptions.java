package org.inceptionnext.cli.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.recognise.PictureSettings;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How pictures are prepared for a classifier. */
public final class PresetOptions {
    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Whose preprocessing: upstream (the default) or timm.")
    @Nullable
    public String preset;

    @Option(
            names = "--exif",
            description =
                    "Turn photos upright by their EXIF orientation. (timm does not; published accuracies are without.)")
    public boolean exif;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description =
                    "The side of the network's input in pixels, or HEIGHTxWIDTH. Default: what the weights' folder or the "
                            + "model's card says, as for the four below.")
    @Nullable
    public String imageSize;

    @Option(
            names = "--crop-pct",
            paramLabel = "P",
            description = "The share of the resized short side that the crop keeps.")
    @Nullable
    Double cropPct;

    @Option(
            names = "--interpolation",
            paramLabel = "FILTER",
            description = "Pillow's filter with which pictures are resized: ${COMPLETION-CANDIDATES}.")
    @Nullable
    Filter interpolation;

    @Option(
            names = "--mean",
            paramLabel = "R,G,B",
            split = ",",
            description = "Subtracted from each colour after scaling to 0..1.")
    @Nullable
    List<Double> mean;

    @Option(
            names = "--std",
            paramLabel = "R,G,B",
            split = ",",
            description = "By which each colour is divided after that.")
    @Nullable
    List<Double> std;

    /** Pillow's filters, as the command line spells them. */
    enum Filter {
        bilinear(Interpolation.BILINEAR),
        bicubic(Interpolation.BICUBIC);

        private final Interpolation filter;

        Filter(Interpolation filter) {
            this.filter = filter;
        }
    }

    private static final int CHANNELS = 3;
    private static final int MAX_CROP = 3;

    /**
     * Returns what the command line says of the preprocessing beside the preset.
     *
     * @throws FailureException if a value is not what it should be
     */
    public PictureSettings settings() {
        require(
                cropPct == null || (cropPct > 0 && cropPct <= MAX_CROP),
                "--crop-pct must be a share above 0, such as 0.875");
        require(isPerChannel(mean), "--mean must be three numbers with commas between, for red, green and blue");
        require(
                isPerChannel(std) && (std == null || std.stream().allMatch(number -> number > 0)),
                "--std must be three numbers above 0 with commas between, for red, green and blue");
        int[] size = size();
        return new PictureSettings(
                size.length == 0 ? Optional.empty() : Optional.of(size[0]),
                size.length == 0 ? Optional.empty() : Optional.of(size[1]),
                Optional.ofNullable(cropPct),
                Optional.empty(),
                Optional.ofNullable(interpolation).map(named -> named.filter),
                Optional.ofNullable(mean),
                Optional.ofNullable(std));
    }

    private static boolean isPerChannel(@Nullable List<Double> numbers) {
        return numbers == null
                || (numbers.size() == CHANNELS && numbers.stream().allMatch(Double::isFinite));
    }

    private int[] size() {
        if (imageSize == null) {
            return new int[0];
        }
        require(
                imageSize.matches("[1-9]\\d{0,4}(x[1-9]\\d{0,4})?"),
                "--image-size must be a side in pixels, or two as HEIGHTxWIDTH");
        String[] sides = imageSize.split("x", -1);
        return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[sides.length - 1])};
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new FailureException(ExitCode.USAGE, message, "");
        }
    }

    /** Returns the arguments of {@code Criteria.optArgument} that mean the same. */
    public Map<String, Object> arguments() {
        Map<String, Object> arguments = new HashMap<>();
        put(arguments, "preset", preset);
        put(arguments, "imageSize", imageSize);
        put(arguments, "cropPct", cropPct);
        put(arguments, "interpolation", interpolation == null ? null : interpolation.name());
        put(arguments, "mean", joined(mean));
        put(arguments, "std", joined(std));
        return arguments;
    }

    private static @Nullable String joined(@Nullable List<Double> numbers) {
        return numbers == null ? null : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static void put(Map<String, Object> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.put(name, value);
        }
    }
}
