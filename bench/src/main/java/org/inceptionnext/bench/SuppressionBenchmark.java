package org.inceptionnext.bench;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.inceptionnext.vision.Detection;
import org.inceptionnext.vision.DetectionOptions;
import org.inceptionnext.vision.NonMaximumSuppression;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Non-maximum suppression of one picture of 640 x 640 pixels: 25,200 rows of 80 classes, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SuppressionBenchmark {
    private static final int ROWS = 25_200;
    private static final int CLASSES = 80;
    private static final int COLUMNS = 5 + CLASSES;
    private static final int SIDE = 640;

    /** How many rows have an objectness above every threshold: 50 of a street, 5000 of an untrained network. */
    @Param({"50", "500", "5000"})
    public int objects;

    private FloatBuffer predictions = FloatBuffer.allocate(0);
    private final NonMaximumSuppression detect = NonMaximumSuppression.of(DetectionOptions.DETECT, CLASSES);
    private final NonMaximumSuppression validate = NonMaximumSuppression.of(DetectionOptions.VALIDATION, CLASSES);

    /** Fills the predictions: boxes of 10 to 200 pixels, one class far above the others. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        float[] rows = new float[ROWS * COLUMNS];
        for (int row = 0; row < ROWS; row++) {
            int at = row * COLUMNS;
            rows[at] = (float) random.nextDouble(SIDE);
            rows[at + 1] = (float) random.nextDouble(SIDE);
            rows[at + 2] = (float) random.nextDouble(10, 200);
            rows[at + 3] = (float) random.nextDouble(10, 200);
            boolean isObject = row % (ROWS / objects) == 0;
            rows[at + 4] = (float) (isObject ? random.nextDouble(0.5, 1) : random.nextDouble(0.0005));
            for (int c = 0; c < CLASSES; c++) {
                rows[at + 5 + c] = (float) random.nextDouble(0.01);
            }
            rows[at + 5 + random.nextInt(CLASSES)] = (float) random.nextDouble(0.5, 1);
        }
        predictions = FloatBuffer.wrap(rows);
    }

    /** Confidence 0.25, IoU 0.45, the best class of a box. */
    @Benchmark
    public List<Detection> detect() {
        return detect.apply(predictions, 0, ROWS, COLUMNS);
    }

    /** Confidence 0.001, IoU 0.6, every class of a box: what measuring average precision asks for. */
    @Benchmark
    public List<Detection> validate() {
        return validate.apply(predictions, 0, ROWS, COLUMNS);
    }
}
