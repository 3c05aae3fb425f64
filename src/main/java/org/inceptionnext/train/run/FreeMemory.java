package org.inceptionnext.train.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process can still have without others being pushed out. */
final class FreeMemory {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int KIBI = 1024;

    private FreeMemory() {}

    /** Returns an estimate in bytes: Linux's own, unless a container's limit is below it; elsewhere what is not used at all. */
    static long bytes() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            return Long.MAX_VALUE;
        }
        long free = system.getFreeMemorySize();
        try {
            String text = Files.isReadable(MEMORY) ? Files.readString(MEMORY) : "";
            boolean limited = system.getTotalMemorySize() < read(text, "MemTotal", 0);
            return limited ? free : read(text, "MemAvailable", free);
        } catch (IOException e) {
            return free;
        }
    }

    /** Reads such as {@code MemAvailable:   16384 kB}. */
    static long read(String text, String name, long absent) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(digits -> Long.parseLong(digits) * KIBI)
                .findFirst()
                .orElse(absent);
    }
}
