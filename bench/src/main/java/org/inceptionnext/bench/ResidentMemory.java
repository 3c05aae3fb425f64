package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether resident memory stays flat: predictions of the demonstration model after a warm-up, and a straight line through the
 * process's resident size (Linux). Prints slope and standard error of the slope, in bytes a prediction.
 *
 * <pre>
 * mvn -B -ntp package -DskipTests
 * java -Xmx256m -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/ResidentMemory.java FOLDER [PREDICTIONS [CSV]]
 * </pre>
 *
 * FOLDER holds pictures at any depth; CSV gets every sample. The heap is small so that the collector has settled before the warm-up ends.
 */
public final class ResidentMemory {
    private static final int WARM_UP = 5_000;
    private static final int SAMPLE_EVERY = 100;
    private static final long PAGE_BYTES = 4096;

    private ResidentMemory() {}

    private record Sample(int predictions, long residentBytes) {}

    /** Runs and prints. */
    public static void main(String[] args) throws Exception {
        List<Path> pictures;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            pictures = files.filter(Files::isRegularFile).sorted().toList();
        }
        int predictions = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        Criteria<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId("inceptionnext_zepto")
                .build();
        List<Sample> samples = new ArrayList<>();
        try (ZooModel<Path, Classifications> model = criteria.loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            for (int i = 0; i < WARM_UP + predictions; i++) {
                predictor.predict(pictures.get(i % pictures.size()));
                if (i >= WARM_UP && i % SAMPLE_EVERY == 0) {
                    samples.add(new Sample(i - WARM_UP, residentBytes()));
                }
            }
        }
        System.out.printf("%d predictions after %d%n", predictions, WARM_UP);
        report("all", samples);
        report("second half", samples.subList(samples.size() / 2, samples.size()));
        if (args.length > 2) {
            Files.write(
                    Path.of(args[2]),
                    samples.stream().map(s -> s.predictions() + "," + s.residentBytes()).toList());
        }
    }

    private static long residentBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]) * PAGE_BYTES;
    }

    /** Least squares. */
    private static void report(String which, List<Sample> samples) {
        int n = samples.size();
        double meanX = samples.stream().mapToDouble(Sample::predictions).average().orElseThrow();
        double meanY = samples.stream().mapToDouble(Sample::residentBytes).average().orElseThrow();
        double sxx = 0;
        double sxy = 0;
        for (Sample sample : samples) {
            sxx += Math.pow(sample.predictions() - meanX, 2);
            sxy += (sample.predictions() - meanX) * (sample.residentBytes() - meanY);
        }
        double slope = sxy / sxx;
        double residuals = 0;
        for (Sample sample : samples) {
            residuals += Math.pow(sample.residentBytes() - meanY - slope * (sample.predictions() - meanX), 2);
        }
        double error = Math.sqrt(residuals / (n - 2) / sxx);
        System.out.printf(
                "%s: resident %.1f MiB at first, %.1f MiB at last; slope %.1f +- %.1f bytes a prediction%n",
                which,
                samples.get(0).residentBytes() / 0x1p20,
                samples.get(n - 1).residentBytes() / 0x1p20,
                slope,
                error);
    }
}
