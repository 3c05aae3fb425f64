package org.inceptionnext.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.NewFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a page of the results is wanted. */
public final class ReportOptions {
    private static final String TEMPLATES = "com.github.mustachejava.DefaultMustacheFactory";

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write a page of the results for a browser: pictures, filters, curves. Needs no network.")
    @Nullable
    Path report;

    /**
     * Returns the page's file.
     *
     * @throws IllegalStateException if none is wanted
     */
    public Path file() {
        if (report == null) {
            throw new IllegalStateException("no report is wanted");
        }
        return report;
    }

    /** Returns whether a page is wanted. */
    public boolean isWanted() {
        return report != null;
    }

    /**
     * Begins the report, if one is wanted. Nothing is written yet: it is asked for before other files are begun, so that none
     * is left where the page cannot be.
     *
     * @param threshold the confidence from which objects are shown at first, 0 to 1
     * @throws FailureException if it exists, or cannot be made
     */
    public Optional<Report> begin(Report.Kind kind, double threshold) {
        if (report == null) {
            return Optional.empty();
        }
        try {
            Class.forName(TEMPLATES, false, ReportOptions.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "a report is filled in by com.github.spullara.mustache.java:compiler, which is not on the class path",
                    "Add it, or leave --report out.");
        }
        Path folder = ReportImages.folderOf(report);
        if (Files.exists(folder)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    folder + " exists already, which is where the page's pictures go",
                    "Give another name with --report.");
        }
        return Optional.of(new Report(NewFile.of(report, "--report"), kind, threshold));
    }
}
