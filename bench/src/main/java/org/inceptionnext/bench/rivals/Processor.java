package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What these numbers were measured on.
 *
 * @param name as the system calls it
 * @param cores that Java may use
 * @param features those among the processor's that decide about speed
 */
record Processor(String name, int cores, List<String> features) {
    private static final String AMX = "amx_bf16";
    private static final String AVX512 = "avx512_bf16";
    private static final List<String> DECISIVE = List.of("avx2", "avx512f", AVX512, AMX);

    /** Reads it from Linux; elsewhere the architecture has to do. */
    static Processor read() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        int cores = Runtime.getRuntime().availableProcessors();
        if (!Files.exists(cpuinfo)) {
            return new Processor(System.getProperty("os.arch"), cores, List.of());
        }
        List<String> lines = Files.readAllLines(cpuinfo);
        Set<String> flags =
                Arrays.stream(value(lines, "flags").split(" ", -1)).collect(Collectors.toSet());
        return new Processor(
                value(lines, "model name"),
                cores,
                DECISIVE.stream().filter(flags::contains).toList());
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** Returns what bfloat16 has to gain here; nothing on a processor that does not compute in it. */
    Optional<Double> halfGate(double withAmx, double withAvx512) {
        if (features.contains(AMX)) {
            return Optional.of(withAmx);
        }
        return features.contains(AVX512) ? Optional.of(withAvx512) : Optional.empty();
    }
}
