package org.inceptionnext.cli.console;

import org.jspecify.annotations.Nullable;

/** How the inputs of one run fared, and so what it ends with. */
public final class RunSummary {
    private long succeeded;
    private long failed;
    private @Nullable Failure first;

    public void succeeded() {
        succeeded++;
    }

    public void failed(Failure failure) {
        failed++;
        first = first == null ? failure : first;
    }

    public long failedCount() {
        return failed;
    }

    public long count() {
        return succeeded + failed;
    }

    /** Returns the first failure's own code if nothing succeeded. */
    public ExitCode exitCode() {
        if (first == null) {
            return ExitCode.OK;
        }
        return succeeded > 0 ? ExitCode.SOME_INPUTS_FAILED : first.exitCode();
    }
}
