package org.inceptionnext.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The processor, as far as it decides how fast a network runs.
 *
 * @param name as the system calls it; elsewhere than on Linux the architecture
 * @param cores that Java may use
 * @param features the vector and matrix instructions that PyTorch uses, in Linux's words; unknown elsewhere
 */
record Processor(String name, int cores, List<String> features) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> DECISIVE = List.of(
            "avx2", "avx512f", "avx_vnni", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "bf16", "i8mm", "sve");

    static Processor ofThisMachine() {
        int cores = Runtime.getRuntime().availableProcessors();
        try {
            return of(Files.readAllLines(CPU_INFO), cores);
        } catch (IOException e) {
            return new Processor(architecture(), cores, List.of());
        }
    }

    /** Reads the lines of {@code /proc/cpuinfo}; ARM's have no name. */
    static Processor of(List<String> cpuInfo, int cores) {
        String name = value(cpuInfo, "model name", architecture());
        String flags = value(cpuInfo, "flags", value(cpuInfo, "Features", ""));
        Set<String> all =
                Set.copyOf(List.of(flags.split(" ", -1)).stream().distinct().toList());
        return new Processor(
                name, cores, DECISIVE.stream().filter(all::contains).toList());
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown");
    }

    private static String value(List<String> lines, String key, String otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }
}
