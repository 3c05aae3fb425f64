package org.inceptionnext.cli.report;

import java.nio.file.Path;
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
            description = "Write a page with the pictures, their answers and filters, for a browser. Needs no network.")
    @Nullable
    Path report;

    /** Returns whether a page is wanted. */
    public boolean isWanted() {
        return report != null;
    }

    /**
     * Begins the report.
     *
     * @throws FailureException if it exists, or cannot be made
     */
    public Report begin(Report.Kind kind, double threshold) {
        if (report == null) {
            throw new IllegalStateException("no report is wanted");
        }
        try {
            Class.forName(TEMPLATES, false, ReportOptions.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "a report is filled in by com.github.spullara.mustache.java:compiler, which is not on the class path",
                    "Add it, or leave --report out.");
        }
        return new Report(NewFile.of(report, "--report"), kind, threshold);
    }
}
