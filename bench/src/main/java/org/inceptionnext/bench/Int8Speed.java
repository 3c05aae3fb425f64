package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One network in float32, bfloat16 and int8, in turns in one process: what a prediction costs by the clock and of the processor.
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/Int8Speed.java NAME WEIGHTS BATCH TURNS TYPE ...
 * </pre>
 *
 * WEIGHTS were written by {@code inx quantize}. The ratios are medians of each turn's own, over the first type.
 */
public final class Int8Speed {
    private static final int SIZE = 224;

    /** In one measurement: the processor's time is counted in hundredths of a second. */
    private static final int PREDICTIONS = 5;

    private Int8Speed() {}

    /** Prints one line for each type. */
    public static void main(String[] args) throws Exception {
        int batch = Integer.parseInt(args[2]);
        int turns = Integer.parseInt(args[3]);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, ZooModel<NDList, NDList>> models = new LinkedHashMap<>();
        Map<String, List<double[]>> times = new LinkedHashMap<>();
        for (int i = 4; i < args.length; i++) {
            ZooModel<NDList, NDList> model = Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optGroupId("org.inceptionnext")
                    .optArtifactId(args[0])
                    .optArgument("weights", args[1])
                    .optArgument("dtype", args[i])
                    .optTranslator(new NoopTranslator(null))
                    .build()
                    .loadModel();
            System.out.println(args[i] + ": " + model.getProperty("compiledForm"));
            models.put(args[i], model);
            times.put(args[i], new ArrayList<>());
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray pictures = manager.create(new float[batch * 3 * SIZE * SIZE], new Shape(batch, 3, SIZE, SIZE));
            for (int turn = -3; turn < turns; turn++) {
                for (Map.Entry<String, ZooModel<NDList, NDList>> entry : models.entrySet()) {
                    try (Predictor<NDList, NDList> predictor = entry.getValue().newPredictor()) {
                        predict(predictor, pictures);
                        long cpu = system.getProcessCpuTime();
                        long clock = System.nanoTime();
                        for (int i = 0; i < PREDICTIONS; i++) {
                            predict(predictor, pictures);
                        }
                        double perPicture = 1e6 * PREDICTIONS * batch;
                        double[] took = {
                            (System.nanoTime() - clock) / perPicture, (system.getProcessCpuTime() - cpu) / perPicture
                        };
                        if (turn >= 0) {
                            times.get(entry.getKey()).add(took);
                        }
                    }
                }
            }
        }
        List<double[]> first = times.get(args[4]);
        times.forEach((type, took) -> System.out.printf(
                "%-9s %7.2f ms by the clock, %7.2f ms of the processor a picture; of %s's time %.3f and %.3f%n",
                type, median(took, null, 0), median(took, null, 1), args[4], median(took, first, 0), median(took, first, 1)));
    }

    private static void predict(Predictor<NDList, NDList> predictor, NDArray pictures) throws Exception {
        NDList answer = predictor.predict(new NDList(pictures));
        answer.close();
    }

    private static double median(List<double[]> took, List<double[]> over, int which) {
        double[] values = new double[took.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = took.get(i)[which] / (over == null ? 1 : over.get(i)[which]);
        }
        java.util.Arrays.sort(values);
        return values[values.length / 2];
    }
}
