package org.inceptionnext.train.run;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.load.LoadPlan;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Size;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.runtime.CompiledForm;
import org.inceptionnext.runtime.CompiledModel;
import org.inceptionnext.runtime.ModelCompiler;
import org.inceptionnext.train.batch.Batch;
import org.inceptionnext.train.batch.Batches;
import org.inceptionnext.train.batch.PictureBatches;
import org.inceptionnext.train.batch.PictureTransforms;

/**
 * What the network answers before its head, for every picture: computed once in the compiled form, and kept in a file, so that
 * further runs in the folder begin at once.
 */
final class Embeddings {
    private static final int LEAST_BATCH = 8;
    private static final int MOST_BATCH = 64;
    private static final int AHEAD = 4;

    private final TrainingJob job;
    private final Path file;
    private final Map<Split, float[][]> vectors = new EnumMap<>(Split.class);

    Embeddings(TrainingJob job) {
        this.job = job;
        this.file = job.folder().resolve("embeddings.safetensors");
    }

    /** Returns the vector of a picture. */
    float[] vector(Split split, int index) {
        return requireNonNull(vectors.get(split), "not prepared")[index];
    }

    /**
     * Reads the file if it is of the same pictures and weights, else computes it.
     *
     * @param dataDigest of the pictures
     */
    void prepare(String dataDigest, TrainingListener listener) throws IOException {
        Map<String, String> identity = Map.of(
                "data", dataDigest,
                "weights", TensorDigest.of(job.start().weights().tensors().values()),
                "preprocessing", job.preprocessing().toString());
        if (!Files.isRegularFile(file) || !read(identity)) {
            compute(listener);
            write(identity);
        }
    }

    private boolean read(Map<String, String> identity) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            if (!checkpoint.metadata().entrySet().containsAll(identity.entrySet())) {
                return false;
            }
            for (Split split : List.of(Split.TRAIN, Split.VAL)) {
                Tensor tensor = requireNonNull(checkpoint.tensors().get(split.toString()));
                int width = Math.toIntExact(tensor.shape().get(1));
                float[] all = tensor.floats();
                float[][] rows = new float[all.length / width][];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
                }
                vectors.put(split, rows);
            }
            return true;
        }
    }

    private void write(Map<String, String> identity) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        vectors.forEach((split, rows) -> {
            float[] all = new float[rows.length * rows[0].length];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
            }
            tensors.add(Tensors.ofFloats(split.toString(), List.of((long) rows.length, (long) rows[0].length), all));
        });
        SafetensorsWriter.write(file, tensors, identity);
    }

    private void compute(TrainingListener listener) throws IOException {
        long begin = System.nanoTime();
        try (ModelCompiler compiler = compiler();
                CompiledModel model = compiler.load(Device.cpu())) {
            compute(model, Split.TRAIN);
            compute(model, Split.VAL);
        }
        long count = vectors.values().stream().mapToLong(rows -> rows.length).sum();
        listener.note(String.format(
                java.util.Locale.ROOT, "%d pictures embedded in %.1f s", count, (System.nanoTime() - begin) / 1e9));
    }

    /**
     * Embeds some pictures as an estimate of what all will cost; nothing is kept.
     *
     * @return the mean seconds of a picture
     */
    double measure(int batches) throws IOException {
        try (ModelCompiler compiler = compiler();
                CompiledModel model = compiler.load(Device.cpu())) {
            long[] nanos = new long[2];
            embed(Split.TRAIN, (number, batch) -> {
                long begin = System.nanoTime();
                vectors(model, batch);
                if (number > 0) {
                    nanos[0] += System.nanoTime() - begin;
                    nanos[1] += batch.size();
                }
                return number < batches;
            });
            return nanos[1] == 0 ? Double.NaN : nanos[0] / 1e9 / nanos[1];
        }
    }

    /**
     * Returns how many pictures go through the network at once: as many as have the pixels of eight at 224 x 224. Eight of 64 x 64
     * are so little work that calling the operators takes a third of the time.
     */
    static int batchSize(Preprocessing preprocessing) {
        long pixels = (long) preprocessing.height() * preprocessing.width();
        return (int) Math.max(LEAST_BATCH, Math.min(MOST_BATCH, LEAST_BATCH * 224L * 224 / pixels));
    }

    private ModelCompiler compiler() throws IOException {
        Size size = new Size(job.preprocessing().height(), job.preprocessing().width());
        ModelCompiler.Options options = new ModelCompiler.Options(DType.F32, CompiledForm.THROUGHPUT, size);
        return ModelCompiler.compile(job.start().weights(), options, false);
    }

    private void compute(CompiledModel model, Split split) throws IOException {
        float[][] rows = new float[job.data().samples(split).size()][];
        embed(split, (number, batch) -> {
            float[][] computed = vectors(model, batch);
            for (int i = 0; i < computed.length; i++) {
                rows[batch.draws().get(i).index()] = computed[i];
            }
            return true;
        });
        vectors.put(split, rows);
    }

    private void embed(Split split, Batches.Taker taker) throws IOException {
        int batchSize = batchSize(job.preprocessing());
        long pixels = (long) job.preprocessing().height() * job.preprocessing().width();
        // A compiled network is so fast that pictures are read on all processors.
        LoadPlan plan = new LoadPlan(
                job.seed(),
                false,
                Runtime.getRuntime().availableProcessors(),
                PictureBatches.aheadBytes(AHEAD * batchSize, pixels));
        try (PictureBatches batches = new PictureBatches(
                job.data().samples(split), PictureTransforms.evaluation(job.preprocessing()), plan, batchSize, false)) {
            batches.forEach(0, 0, taker);
        }
    }

    private float[][] vectors(CompiledModel model, Batch batch) {
        try (NDManager scope = NDManager.newBaseManager(PtEngine.ENGINE_NAME)) {
            NDArray pictures =
                    batch.pictures().array(scope, Validation.shape(batch, model.graph(), job.preprocessing()));
            float[] all =
                    model.run(OutputKind.EMBEDDING, pictures).singletonOrThrow().toFloatArray();
            int width = all.length / batch.size();
            float[][] rows = new float[batch.size()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
            }
            return rows;
        }
    }
}
