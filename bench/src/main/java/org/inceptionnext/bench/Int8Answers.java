package org.inceptionnext.bench;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.runtime.InceptionNextRuntime;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.ImageDecoder;

/**
 * What the embedded classifier's network says in int8 and in float32, with the very input, for a comparison with other programs.
 *
 * <pre>
 * java -cp 'target/inx/lib/*' bench/src/main/java/org/inceptionnext/bench/Int8Answers.java WEIGHTS PICTURES OUT
 * </pre>
 *
 * WEIGHTS were written by {@code inx quantize}; PICTURES is a folder of pictures. Into the folder OUT go {@code inputs.f32}, {@code
 * int8.f32} and {@code float32.f32}, little-endian, and {@code shape.json}, the shape of the inputs. A processor without VNNI shows
 * int8 by plain operators.
 */
public final class Int8Answers {
    private static final int BATCH = 50;

    private Int8Answers() {}

    /** Writes the files and prints in which forms the network ran. */
    public static void main(String[] args) throws Exception {
        Path out = Path.of(args[2]);
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(args[1]))) {
            files = all.sorted().toList();
        }
        Preprocessing preprocessing =
                Registry.builtin().find("inceptionnext_zepto").defaultPreset().preprocessing();
        EvalTransform transform = EvalTransform.of(preprocessing);
        float[][] inputs = new float[files.size()][transform.elementCount()];
        for (int i = 0; i < inputs.length; i++) {
            Path file = files.get(i);
            transform.apply(
                    ImageDecoder.decode(Files.readAllBytes(file), file.toString(), DecodeOptions.DEFAULT),
                    FloatBuffer.wrap(inputs[i]),
                    0);
        }
        Files.writeString(
                out.resolve("shape.json"),
                "[" + inputs.length + ", 3, " + preprocessing.height() + ", " + preprocessing.width() + "]");
        write(out.resolve("inputs.f32"), inputs);
        Shape one = new Shape(3, preprocessing.height(), preprocessing.width());
        for (String type : List.of("float32", "int8")) {
            write(out.resolve(type + ".f32"), answers(args[0], type, inputs, one));
        }
    }

    private static float[][] answers(String weights, String type, float[][] inputs, Shape one) throws Exception {
        float[][] answers = new float[inputs.length][];
        try (ZooModel<NDList, NDList> model = Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optGroupId("org.inceptionnext")
                        .optArtifactId("inceptionnext_zepto")
                        .optArgument("weights", weights)
                        .optArgument("dtype", type)
                        .optArgument("form", InceptionNextRuntime.computesInt8() ? "latency" : "portable")
                        .optTranslator(new NoopTranslator(null))
                        .build()
                        .loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            System.out.println(type + ": " + model.getProperty("compiledForm"));
            for (int from = 0; from < inputs.length; from += BATCH) {
                int count = Math.min(BATCH, inputs.length - from);
                FloatBuffer batch = FloatBuffer.allocate(count * Math.toIntExact(one.size()));
                for (int i = from; i < from + count; i++) {
                    batch.put(inputs[i]);
                }
                NDList given = new NDList(model.getNDManager().create(batch.array(), new Shape(count).addAll(one)));
                try (given;
                        NDList said = predictor.predict(given)) {
                    float[] all = said.singletonOrThrow().toFloatArray();
                    int each = all.length / count;
                    for (int i = 0; i < count; i++) {
                        answers[from + i] = Arrays.copyOfRange(all, i * each, (i + 1) * each);
                    }
                }
            }
        }
        return answers;
    }

    private static void write(Path file, float[][] rows) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float number : row) {
                bytes.putFloat(number);
            }
        }
        Files.write(file, bytes.array());
    }
}
