package org.inceptionnext.cli.console;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class Globals {

    /** When to colour. */
    enum Color {
        auto,
        always,
        never
    }

    /** The command and its arguments as they were given. */
    public List<String> words = List.of();

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Print this help.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the versions of inx and of Java.")
    boolean version;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print one JSON object a line, and nothing else, on standard output.")
    public boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No hints and no progress; errors still show.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say on standard error what is being done.")
    public boolean verbose;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Print the Java stack trace of an error too.")
    boolean stacktrace;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            description = "${COMPLETION-CANDIDATES}. auto (the default) colours a terminal, unless NO_COLOR is set.")
    Color color = Color.auto;

    @Option(
            names = "--cache-dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Keep models and native libraries here instead of in $DJL_CACHE_DIR or ~/.djl.ai.")
    @Nullable
    public Path cacheDir;

    @Option(
            names = "--offline",
            scope = ScopeType.INHERIT,
            description = "Use no network: what is not here already is an error.")
    public boolean offline;

    @Option(
            names = "--no-progress",
            scope = ScopeType.INHERIT,
            description = "No progress line (there is one only on a terminal anyway).")
    boolean noProgress;

    @Option(
            names = "--device",
            scope = ScopeType.INHERIT,
            paramLabel = "DEVICE",
            description = "auto (the default: a GPU if there is one), cpu, gpu or gpu1, gpu2 ...")
    public String device = "auto";
}
