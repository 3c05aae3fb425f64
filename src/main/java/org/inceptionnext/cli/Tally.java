package org.inceptionnext.cli;

import org.jspecify.annotations.Nullable;

/** How the inputs of one run fared, and so what it ends with. */
final class Tally {
    private long succeeded;
    private long failed;
    private @Nullable Failure first;

    void succeeded() {
        succeeded++;
    }

    void failed(Failure failure) {
        failed++;
        first = first == null ? failure : first;
    }

    long failedCount() {
        return failed;
    }

    long count() {
        return succeeded + failed;
    }

    /** Returns the first failure's own code if nothing succeeded. */
    ExitCode exitCode() {
        if (first == null) {
            return ExitCode.OK;
        }
        return succeeded > 0 ? ExitCode.SOME_INPUTS_FAILED : first.exitCode();
    }
}
