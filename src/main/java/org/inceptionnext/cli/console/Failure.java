package org.inceptionnext.cli.console;

/** A failure as a person meets it. */
public record Failure(ExitCode exitCode, String message, String nextStep) {}
