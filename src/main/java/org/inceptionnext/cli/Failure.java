package org.inceptionnext.cli;

/** A failure as a person meets it. */
record Failure(ExitCode exitCode, String message, String nextStep) {}
