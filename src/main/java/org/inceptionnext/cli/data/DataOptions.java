package org.inceptionnext.cli.data;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** Which data set. */
final class DataOptions {
    @Parameters(
            paramLabel = "DATA",
            description = "A folder with a folder for each class, an archive of one, shards, or a list of path,label.")
    Path data = Path.of("");
}
