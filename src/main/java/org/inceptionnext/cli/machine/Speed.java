package org.inceptionnext.cli.machine;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast a network answers under one kind of load.
 *
 * @param imagesPerSecond over all callers
 * @param latencies of each prediction in milliseconds, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once, compared by none
record Speed(double imagesPerSecond, double[] latencies) {

    /**
     * What is asked of the network at once.
     *
     * @param batch pictures in each prediction
     * @param callers threads that predict at the same time, none of which loaded the network
     * @param height of the pictures, in pixels
     * @param width of the pictures, in pixels
     */
    record Load(int batch, int callers, int height, int width) {
        private static final int CHANNELS = 3;

        private Shape shape() {
            return new Shape(batch, CHANNELS, height, width);
        }
    }

    /**
     * Measures. Each caller predicts at least once, and is warmed up before for a third of the time.
     *
     * @param nanos how long
     * @throws TranslateException if the network fails
     */
    static Speed measure(ZooModel<NDList, NDList> model, Load load, long nanos) throws TranslateException {
        ExecutorService threads = Executors.newFixedThreadPool(load.callers());
        try {
            predict(threads, model, load, nanos / 3);
            long start = System.nanoTime();
            double[] latencies = predict(threads, model, load, nanos);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Speed(latencies.length * load.batch() / seconds, latencies);
        } finally {
            threads.shutdown();
        }
    }

    /** Returns the latency that this part of all predictions, from 0 to 1, stays below, in milliseconds. */
    double latency(double part) {
        return latencies[(int) Math.min(latencies.length - 1L, (long) (part * latencies.length))];
    }

    private static double[] predict(ExecutorService threads, ZooModel<NDList, NDList> model, Load load, long nanos)
            throws TranslateException {
        long deadline = System.nanoTime() + nanos;
        List<Future<List<Double>>> callers = new ArrayList<>();
        for (int i = 0; i < load.callers(); i++) {
            callers.add(threads.submit(() -> call(model, load, deadline)));
        }
        List<Double> latencies = new ArrayList<>();
        for (Future<List<Double>> caller : callers) {
            latencies.addAll(result(caller));
        }
        double[] ascending = latencies.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(ascending);
        return ascending;
    }

    private static List<Double> result(Future<List<Double>> caller) throws TranslateException {
        try {
            return caller.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new TranslateException(e.getCause());
        }
    }

    private static List<Double> call(ZooModel<NDList, NDList> model, Load load, long deadline)
            throws TranslateException {
        ByteBuffer pixels = noise(load.shape());
        List<Double> latencies = new ArrayList<>();
        try (Predictor<NDList, NDList> predictor = model.newPredictor()) {
            do {
                long from = System.nanoTime();
                try (NDManager scope = model.getNDManager().newSubManager()) {
                    NDList output = predictor.predict(new NDList(scope.create(pixels, load.shape(), DataType.FLOAT32)));
                    output.attach(scope);
                    output.get(0).toFloatArray();
                }
                latencies.add((System.nanoTime() - from) / 1e6);
            } while (System.nanoTime() < deadline);
        }
        return latencies;
    }

    private static ByteBuffer noise(Shape shape) {
        int count = Math.toIntExact(shape.size());
        ByteBuffer pixels = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            pixels.putFloat(i * Float.BYTES, (float) random.nextDouble());
        }
        return pixels;
    }
}
