package org.inceptionnext.spark;

import ai.djl.ModelException;
import java.io.IOException;
import java.util.Iterator;
import org.inceptionnext.data.Picture;
import org.inceptionnext.djl.ModelRequest;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResults;

/**
 * A task's way through the model of its executor. The task's thread reads and prepares pictures: there is one for each core
 * already; the network has threads of its own.
 *
 * @param <O> the type of an answer
 */
final class TaskPredictor<O> implements AutoCloseable {
    private final SharedModels.Lease<O> lease;
    private final PicturePredictor<O> predictor;

    private TaskPredictor(SharedModels.Lease<O> lease, int batchSize) {
        this.lease = lease;
        this.predictor = PicturePredictor.of(lease.model()).batchSize(batchSize).readers(0);
    }

    /** Begins to use the model; the exceptions are those of {@link SharedModels#lease}. */
    static <O> TaskPredictor<O> of(ModelRequest request, Class<O> answer, int batchSize)
            throws ModelException, IOException {
        return new TaskPredictor<>(SharedModels.lease(request, answer), batchSize);
    }

    PictureResults<O> predict(Iterator<Picture> pictures) {
        return predictor.predict(pictures);
    }

    @Override
    public void close() {
        predictor.close();
        lease.close();
    }
}
