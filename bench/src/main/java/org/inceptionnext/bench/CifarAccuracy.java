package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.Gson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The demonstration model on the 10,000 test pictures of CIFAR-10 through {@code Criteria}, against PyTorch's recorded answers:
 * with float32 weights, with the embedded ones (stored as float16), and computed in bfloat16.
 *
 * <pre>
 * mvn -B -ntp package -DskipTests
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/CifarAccuracy.java \
 *     FOLDER PREDICTIONS.json WEIGHTS.pth
 * </pre>
 *
 * FOLDER holds {@code class/number.jpg}; PREDICTIONS.json has {@code labels}, {@code top1} (label index by picture) and {@code
 * logits} of some pictures ({@code f64}). Fails unless at least 9,998 answers with the float32 weights are PyTorch's, and 9,950 in
 * bfloat16.
 */
public final class CifarAccuracy {
    private static final int BATCH = 50;
    private static final int AGREEMENT = 9_998;
    private static final int BFLOAT16_AGREEMENT = 9_950;

    private CifarAccuracy() {}

    private record Recorded(List<String> labels, Map<String, Integer> top1, Map<String, Map<String, List<Double>>> logits) {}

    private record Result(int agreeing, int right, double farthestLogit, double millisPerPicture) {}

    /** Runs both and prints one line for each. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Recorded recorded;
        try (var reader = Files.newBufferedReader(Path.of(args[1]))) {
            recorded = new Gson().fromJson(reader, Recorded.class);
        }
        Result float32 = run("float32 weights", criteria().optArgument("weights", args[2]), folder, recorded);
        run("embedded (float16 storage)", criteria(), folder, recorded);
        Criteria.Builder<Path, Classifications> half =
                criteria().optArgument("weights", args[2]).optArgument("dtype", "bfloat16");
        Result bfloat16 = run("float32 weights, computed in bfloat16", half, folder, recorded);
        if (bfloat16.agreeing() < BFLOAT16_AGREEMENT) {
            throw new AssertionError(
                    bfloat16.agreeing() + " answers in bfloat16 are PyTorch's, fewer than " + BFLOAT16_AGREEMENT);
        }
        if (float32.agreeing() < AGREEMENT) {
            throw new AssertionError(float32.agreeing() + " answers are PyTorch's, fewer than " + AGREEMENT);
        }
    }

    private static Criteria.Builder<Path, Classifications> criteria() {
        return Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId("inceptionnext_zepto")
                .optArgument("applySoftmax", false);
    }

    private static Result run(
            String name, Criteria.Builder<Path, Classifications> criteria, Path folder, Recorded recorded)
            throws Exception {
        List<String> pictures = List.copyOf(recorded.top1().keySet());
        int agreeing = 0;
        int right = 0;
        double farthest = 0;
        long start = System.nanoTime();
        try (ZooModel<Path, Classifications> model = criteria.build().loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            for (int from = 0; from < pictures.size(); from += BATCH) {
                List<String> batch = pictures.subList(from, Math.min(from + BATCH, pictures.size()));
                List<Path> files = new ArrayList<>();
                batch.forEach(picture -> files.add(folder.resolve(picture)));
                List<Classifications> answers = predictor.batchPredict(files);
                for (int i = 0; i < batch.size(); i++) {
                    String picture = batch.get(i);
                    String best = answers.get(i).best().getClassName();
                    agreeing += best.equals(recorded.labels().get(recorded.top1().get(picture))) ? 1 : 0;
                    right += picture.startsWith(best + "/") ? 1 : 0;
                    if (recorded.logits().containsKey(picture)) {
                        List<Double> expected = recorded.logits().get(picture).get("f64");
                        farthest = Math.max(farthest, distance(answers.get(i).getProbabilities(), expected));
                    }
                }
            }
        }
        double millis = (System.nanoTime() - start) / 1e6 / pictures.size();
        System.out.printf(
                "%s: %d of %d answers are PyTorch's, accuracy %.2f%%, logits of %d pictures at most %.1e from float64,"
                        + " %.2f ms a picture%n",
                name, agreeing, pictures.size(), 100.0 * right / pictures.size(), recorded.logits().size(), farthest, millis);
        return new Result(agreeing, right, farthest, millis);
    }

    private static double distance(List<Double> actual, List<Double> expected) {
        double max = 0;
        for (int i = 0; i < expected.size(); i++) {
            max = Math.max(max, Math.abs(actual.get(i) - expected.get(i)));
        }
        return max;
    }
}
