package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.runtime.InceptionNextRuntime;

/**
 * The demonstration model in int8 against itself in float32, on labelled pictures: how many answers are the same, and how many
 * right.
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/Int8Accuracy.java FOLDER EVERY [WEIGHTS ...]
 * </pre>
 *
 * FOLDER holds {@code class/picture}; of all pictures each EVERYth is taken. Without WEIGHTS the embedded ones and the ranges that
 * come with the library are measured, and the program fails below 99.0 % of the same answers or .3 points of accuracy.
 */
public final class Int8Accuracy {
    private static final int BATCH = 50;
    private static final double LEAST_SAME = 0.99;
    private static final double MOST_LOST = 0.003;

    private Int8Accuracy() {}

    /** Prints one line for each file. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> sorted = all.filter(Files::isRegularFile).sorted().toList();
            for (int i = 0; i < sorted.size(); i += Integer.parseInt(args[1])) {
                files.add(sorted.get(i));
            }
        }
        List<String> exact = answers(criteria(), files);
        double exactRight = right(exact, files);
        System.out.printf("float32: %.2f %% of %d right%n", 100 * exactRight, files.size());
        if (args.length == 2) {
            double[] result = compare("embedded weights, shipped ranges", criteria(), files, exact);
            if (result[0] < LEAST_SAME || exactRight - result[1] > MOST_LOST) {
                throw new AssertionError("int8 answers otherwise too often");
            }
        }
        for (int i = 2; i < args.length; i++) {
            compare(args[i], criteria().optArgument("weights", args[i]), files, exact);
        }
    }

    private static double[] compare(
            String name, Criteria.Builder<Path, Classifications> criteria, List<Path> files, List<String> exact)
            throws Exception {
        // Without VNNI plain operators that round alike: float32 would answer another question.
        String form = InceptionNextRuntime.computesInt8() ? "latency" : "portable";
        List<String> answers =
                answers(criteria.optArgument("dtype", "int8").optArgument("form", form), files);
        int same = 0;
        for (int i = 0; i < answers.size(); i++) {
            same += answers.get(i).equals(exact.get(i)) ? 1 : 0;
        }
        double[] result = {(double) same / files.size(), right(answers, files)};
        System.out.printf(
                "int8, %s: %d of %d answers are float32's (%.2f %%), %.2f %% right%n",
                name, same, files.size(), 100 * result[0], 100 * result[1]);
        return result;
    }

    private static double right(List<String> answers, List<Path> files) {
        int right = 0;
        for (int i = 0; i < answers.size(); i++) {
            right += answers.get(i).equals(files.get(i).getParent().getFileName().toString()) ? 1 : 0;
        }
        return (double) right / answers.size();
    }

    private static Criteria.Builder<Path, Classifications> criteria() {
        return Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optGroupId("org.inceptionnext")
                .optArtifactId("inceptionnext_zepto");
    }

    private static List<String> answers(Criteria.Builder<Path, Classifications> criteria, List<Path> files)
            throws Exception {
        List<String> answers = new ArrayList<>();
        try (ZooModel<Path, Classifications> model = criteria.build().loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            System.out.println(model.getProperty("compiledForm"));
            for (int from = 0; from < files.size(); from += BATCH) {
                predictor
                        .batchPredict(files.subList(from, Math.min(from + BATCH, files.size())))
                        .forEach(answer -> answers.add(answer.best().getClassName()));
            }
        }
        return answers;
    }
}
