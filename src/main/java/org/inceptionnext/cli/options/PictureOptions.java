package org.inceptionnext.cli.options;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Which pictures, and which model sees them. */
public final class PictureOptions extends ModelOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE",
            description = "Files, folders (with all below them), globs, http(s) URLs, or - for standard input.")
    public List<String> pictures = new ArrayList<>();
}
