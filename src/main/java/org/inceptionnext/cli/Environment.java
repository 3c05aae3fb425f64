package org.inceptionnext.cli;

import java.nio.file.Path;
import org.inceptionnext.cli.console.Globals;

/** What libraries read from system properties when they are first used, set before that. */
final class Environment {
    private Environment() {}

    static void prepare(Globals globals) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", globals.verbose ? "info" : "error");
        // The native libraries are on the class path, so that DJL itself has nothing to fetch; models may have.
        if (globals.offline) {
            System.setProperty("ai.djl.offline", "true");
        }
        Path cacheDir = globals.cacheDir;
        if (cacheDir != null) {
            System.setProperty("DJL_CACHE_DIR", cacheDir.toAbsolutePath().toString());
        }
    }
}
