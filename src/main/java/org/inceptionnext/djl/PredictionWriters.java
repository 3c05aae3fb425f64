package org.inceptionnext.djl;

import ai.djl.modality.Classifications;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.djl.ModelArguments.Scores;
import org.inceptionnext.djl.pictures.AnswerWriter;
import org.inceptionnext.djl.pictures.Placement;
import org.inceptionnext.network.OutputKind;

/** The writers, by output type. */
final class PredictionWriters {
    private final Map<Class<?>, AnswerWriter<?>> writers = new LinkedHashMap<>();

    PredictionWriters(List<String> classNames, Scores scores) {
        ClassificationsWriter classifications = new ClassificationsWriter(classNames, scores);
        register(Classifications.class, classifications);
        register(float[].class, new EmbeddingWriter());
        register(byte[].class, new EmbeddingBytesWriter());
        register(NDList.class, new PyramidWriter());
        register(Output.class, new OutputWriter(classifications));
    }

    private <O> void register(Class<O> type, AnswerWriter<O> writer) {
        writers.put(type, writer);
    }

    /** Returns the types that can be written. */
    static Set<Class<?>> types() {
        return new PredictionWriters(List.of(), new Scores(ModelArguments.Activation.SOFTMAX, 1)).writers.keySet();
    }

    /** Returns the writer of a type, if there is one. */
    @SuppressWarnings("unchecked") // register() puts a AnswerWriter<O> under Class<O>
    <O> Optional<AnswerWriter<O>> writer(Class<O> type) {
        return Optional.ofNullable((AnswerWriter<O>) writers.get(type));
    }

    /** Splits an output (batch, n) or (n) into rows. */
    private static List<float[]> rows(NDList outputs) {
        NDArray array = outputs.singletonOrThrow();
        float[] all = array.toFloatArray();
        int width = Math.toIntExact(array.getShape().get(array.getShape().dimension() - 1));
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < all.length; from += width) {
            rows.add(Arrays.copyOfRange(all, from, from + width));
        }
        return rows;
    }

    private record ClassificationsWriter(List<String> classNames, Scores scores)
            implements AnswerWriter<Classifications> {

        @Override
        public OutputKind output() {
            return OutputKind.LOGITS;
        }

        @Override
        public List<Classifications> write(NDList outputs, List<Placement> placements) {
            List<Classifications> answers = new ArrayList<>();
            for (float[] logits : rows(outputs)) {
                Classifications answer = new Classifications(classNames, probabilities(logits));
                answer.setTopK(scores.topK());
                answers.add(answer);
            }
            return answers;
        }

        private List<Double> probabilities(float[] logits) {
            return switch (scores.activation()) {
                case SOFTMAX -> softmax(logits);
                case SIGMOID -> map(logits, logit -> 1 / (1 + Math.exp(-logit)));
            };
        }

        /** In Java: a native softmax on a caller's thread would make an OpenMP team for it. */
        private static List<Double> softmax(float[] logits) {
            double max = Double.NEGATIVE_INFINITY;
            for (float logit : logits) {
                max = Math.max(max, logit);
            }
            double sum = 0;
            for (float logit : logits) {
                sum += Math.exp(logit - max);
            }
            double shift = max + Math.log(sum);
            return map(logits, logit -> Math.exp(logit - shift));
        }

        private static List<Double> map(float[] logits, java.util.function.DoubleUnaryOperator function) {
            Double[] values = new Double[logits.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = function.applyAsDouble(logits[i]);
            }
            return Arrays.asList(values);
        }
    }

    private static final class EmbeddingWriter implements AnswerWriter<float[]> {
        @Override
        public OutputKind output() {
            return OutputKind.EMBEDDING;
        }

        @Override
        public List<float[]> write(NDList outputs, List<Placement> placements) {
            return rows(outputs);
        }
    }

    /** The embedding as little-endian float32: what Spark's {@code ImageEmbedder} asks for. */
    private static final class EmbeddingBytesWriter implements AnswerWriter<byte[]> {
        @Override
        public OutputKind output() {
            return OutputKind.EMBEDDING;
        }

        @Override
        public List<byte[]> write(NDList outputs, List<Placement> placements) {
            List<byte[]> answers = new ArrayList<>();
            for (float[] row : rows(outputs)) {
                ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(row);
                answers.add(bytes.array());
            }
            return answers;
        }
    }

    /** The feature maps of one picture, finest first, each (channels, height, width). The user closes them. */
    private static final class PyramidWriter implements AnswerWriter<NDList> {
        @Override
        public OutputKind output() {
            return OutputKind.PYRAMID;
        }

        @Override
        public List<NDList> write(NDList outputs, List<Placement> placements) {
            Shape shape = outputs.get(0).getShape();
            long batch = shape.dimension() == 4 ? shape.get(0) : 1;
            List<NDList> answers = new ArrayList<>();
            for (long i = 0; i < batch; i++) {
                NDList answer = new NDList();
                for (NDArray map : outputs) {
                    NDArray own = (map.getShape().dimension() == 4 ? map.get(i) : map).duplicate();
                    own.setName(map.getName());
                    own.detach();
                    answer.add(own);
                }
                answers.add(answer);
            }
            return answers;
        }
    }

    private record OutputWriter(ClassificationsWriter classifications) implements AnswerWriter<Output> {
        @Override
        public OutputKind output() {
            return classifications.output();
        }

        @Override
        public List<Output> write(NDList outputs, List<Placement> placements) {
            List<Output> answers = new ArrayList<>();
            for (Classifications answer : classifications.write(outputs, placements)) {
                Output output = new Output();
                output.add(answer);
                output.addProperty("Content-Type", "application/json");
                answers.add(output);
            }
            return answers;
        }
    }
}
