package org.inceptionnext.cli.options;

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
}
