package org.inceptionnext.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The instructions that decide in which types a network is computed: Linux says them, other systems are not asked. */
final class ProcessorFeatures {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private ProcessorFeatures() {}

    /** Returns whether products of bfloat16 numbers are several times as fast as any others (AMX). */
    static boolean hasTiles() {
        return isAllowed("AMX") && all().contains("amx_bf16");
    }

    /** Returns whether sums of products of bytes keep all their bits (VNNI). */
    static boolean hasWideByteSums() {
        Set<String> all = all();
        boolean isThere = all.contains("avx512_vnni") || all.contains("avx_vnni");
        return isThere && Stream.of("VNNI", "BF16", "FP16", "AMX", "AVX10").anyMatch(ProcessorFeatures::isAllowed);
    }

    /**
     * Returns whether bfloat16 is computed by way of other types: PyTorch asks oneDNN for one of these sets of instructions, and takes
     * kernels of its own without.
     */
    static boolean emulatesBfloat16() {
        Set<String> all = all();
        boolean isForbidden = Stream.of("AVX512", "AVX2_VNNI_2", "AVX10").noneMatch(ProcessorFeatures::isAllowed);
        return emulatesBfloat16(all) || (!all.isEmpty() && isForbidden);
    }

    /** @param features the processor's; empty where they are not known, and then nothing is said */
    static boolean emulatesBfloat16(Set<String> features) {
        boolean isFast =
                features.containsAll(Set.of("avx512bw", "avx512vl", "avx512dq")) || features.contains("avx_ne_convert");
        return !features.isEmpty() && !isFast;
    }

    /** Whether oneDNN's environment does not tell it to do without; it reads the names in any case. */
    private static boolean isAllowed(String word) {
        Optional<String> limit = Stream.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")
                .flatMap(name -> Optional.ofNullable(System.getenv(name)).stream())
                .findFirst();
        return limit.map(name -> name.toUpperCase(Locale.ROOT))
                .map(name -> name.equals("DEFAULT") || name.contains(word))
                .orElse(true);
    }

    private static Set<String> all() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .limit(1)
                    .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
