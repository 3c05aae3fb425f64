package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as a table for people and as a csv file. */
final class Report {
    private static final List<String> SETTINGS = List.of(
            "OMP_WAIT_POLICY",
            "OMP_NUM_THREADS",
            "DNNL_MAX_CPU_ISA",
            "ATEN_CPU_CAPABILITY",
            "MALLOC_ARENA_MAX",
            "MALLOC_TOP_PAD_",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TRIM_THRESHOLD_");

    private Report() {}

    static void print(Scenario scenario, List<Result> results) {
        System.out.printf("%n%s, %s%n", scenario.network(), scenario.name());
        System.out.printf(
                "  %-20s %-9s %9s %9s %9s %8s %9s  %s%n",
                "", "dtype", "ms/image", "p50 ms", "p99 ms", "MiB", "differs", "settings");
        for (Result result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s %-9s %9.2f %9.1f %9.1f %8d %9.1e  %s%n",
                    result.contender().name(),
                    result.contender().dtype(),
                    result.median(),
                    result.latency(0.5),
                    result.latency(0.99),
                    result.peakResidentMiB(),
                    result.difference(),
                    result.contender().shownSettings());
        }
    }

    /** Writes the medians, with what they were measured on in the lines before. */
    static void write(List<Result> results, Path csv) throws IOException {
        Processor processor = Processor.read();
        List<String> lines = new ArrayList<>();
        lines.add("# processor: " + processor.name() + ", " + processor.cores() + " cores, "
                + String.join(" ", processor.features()));
        lines.add("# system: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java "
                + System.getProperty("java.version"));
        lines.add("# commit: " + System.getProperty("bench.commit", "unknown") + ", " + LocalDate.now(ZoneOffset.UTC));
        lines.add("# environment: " + environment());
        lines.add("network,case,batch,callers,contender,dtype,settings,version,alternations,ms_per_image,ms_per_image_q1,"
                + "ms_per_image_q3,p50_ms,p99_ms,peak_resident_mib,relative_difference");
        results.forEach(result -> lines.add(line(result)));
        Files.createDirectories(csv.toAbsolutePath().getParent());
        Files.write(csv, lines);
    }

    private static String environment() {
        List<String> set = new ArrayList<>();
        for (String name : SETTINGS) {
            String value = System.getenv(name);
            if (value != null) {
                set.add(name + "=" + value);
            }
        }
        return String.join(" ", set);
    }

    private static String line(Result result) {
        return String.format(
                Locale.ROOT,
                "%s,\"%s\",%d,%d,%s,%s,%s,\"%s\",%d,%.3f,%.3f,%.3f,%.2f,%.2f,%d,%.1e",
                result.scenario().network(),
                result.scenario().name(),
                result.scenario().load().batch(),
                result.scenario().load().callers(),
                result.contender().name(),
                result.contender().dtype(),
                result.contender().shownSettings(),
                result.version(),
                result.millisPerImage().length,
                result.median(),
                Medians.quantile(0.25, result.millisPerImage()),
                Medians.quantile(0.75, result.millisPerImage()),
                result.latency(0.5),
                result.latency(0.99),
                result.peakResidentMiB(),
                result.difference());
    }
}
