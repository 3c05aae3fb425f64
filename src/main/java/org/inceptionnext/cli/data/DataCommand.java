package org.inceptionnext.cli.data;

import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import picocli.CommandLine.Command;

/** {@code inx data}. */
@Command(
        name = "data",
        header = "Check, split, show and convert labelled pictures.",
        synopsisSubcommandLabel = "(check|split|show|convert) DATA",
        description = {
            "",
            "DATA is a folder with a folder for each class (or train/ and val/ with those in them), the same in an archive"
                    + " (.zip, .tar, .tar.gz, .tar.zst), WebDataset shards, or a list (.csv, .tsv) of path and label.",
            "With boxes: a data.yaml (YOLO, Roboflow), obj.data (CVAT), a folder with classes.txt (Label Studio), a COCO .json,"
                    + " or a folder with Annotations/ (Pascal VOC)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx data check photos/",
            "  inx data split photos/ --val 0.2",
            "  inx data show photos/ --out sheet.png"
        })
public final class DataCommand implements Runnable {
    @Override
    public void run() {
        throw new FailureException(ExitCode.USAGE, "no subcommand given", "Run: inx data --help");
    }
}
