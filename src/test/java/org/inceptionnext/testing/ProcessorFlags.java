package org.inceptionnext.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What this processor can do, by Linux's words. */
public final class ProcessorFlags {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private ProcessorFlags() {}

    /** Returns whether a flag matches; true where nobody says. */
    public static boolean has(String flag) {
        try {
            return !Files.exists(CPU_INFO)
                    || Pattern.compile(flag).matcher(Files.readString(CPU_INFO)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
