package org.inceptionnext.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Pixels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The transform of an ImageNet photo of the usual size, 500 x 375 pixels, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ResizeBenchmark {
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    private final Pixels photo = noise(500, 375);
    private final Pixels portrait = noise(375, 500);
    private final EvalTransform whole = EvalTransform.of(
            new Preprocessing(256, 341, 1, CropMode.SQUASH, Interpolation.BICUBIC, MEAN, STD));
    private final EvalTransform squashed = EvalTransform.of(
            new Preprocessing(224, 224, 1, CropMode.SQUASH, Interpolation.BICUBIC, MEAN, STD));
    private final EvalTransform cropped = EvalTransform.of(
            new Preprocessing(224, 224, 0.875, CropMode.CENTER, Interpolation.BICUBIC, MEAN, STD));
    private final Pixels crop = cropped.crop(photo);
    private final FloatBuffer tensor = ByteBuffer.allocateDirect(cropped.elementCount() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();

    /** What Pillow's {@code image.resize((341, 256), BICUBIC)} does. */
    @Benchmark
    public Pixels resize341x256() {
        return whole.crop(photo);
    }

    /** A portrait squashed to a square takes the vertical pass first. */
    @Benchmark
    public Pixels squashPortraitTo224() {
        return squashed.crop(portrait);
    }

    /** Resize to 341 x 256 and crop 224 x 224, as the model cards ask. */
    @Benchmark
    public Pixels resizeAndCrop224() {
        return cropped.crop(photo);
    }

    /** Bytes to normalised floats, channels first. */
    @Benchmark
    public FloatBuffer normalize224() {
        cropped.normalize(crop, tensor, 0);
        return tensor;
    }

    private static Pixels noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new SplittableRandom(1).nextBytes(rgb);
        return new Pixels(width, height, rgb);
    }
}
