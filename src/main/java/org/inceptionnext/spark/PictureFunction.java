package org.inceptionnext.spark;

import ai.djl.ModelException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.inceptionnext.djl.ModelRequest;
import org.inceptionnext.djl.pictures.PictureResults;
import org.jspecify.annotations.Nullable;

/**
 * One picture to one row: a function of SQL. What several tasks ask for at a time goes through the network together.
 *
 * @param column what stands in the row for an answer
 * @param input from a value to a picture
 */
record PictureFunction<O>(AnswerColumn<O> column, PictureInput input) implements Serializable {
    private static final Map<Key, TaskPredictor<?>> PREDICTORS = new ConcurrentHashMap<>();

    /** A task and the model that it uses. */
    private record Key(long task, ModelRequest request, Class<?> answer) {}

    /** Returns the answer, or why there is none. */
    Row call(ModelRequest request, @Nullable Object value) throws ModelException {
        TaskContext task = TaskContext.get();
        if (task == null) {
            throw new IllegalStateException("Pictures are looked at by executors, and this is the driver");
        }
        try (PictureResults<O> results =
                predictor(task, request).predict(List.of(input.picture(value)).iterator())) {
            return RowFactory.create(column.value(Answers.of(results.next())), null);
        } catch (IOException e) {
            return RowFactory.create(null, Answers.message(e));
        }
    }

    private TaskPredictor<O> predictor(TaskContext task, ModelRequest request) throws ModelException {
        Key key = new Key(task.taskAttemptId(), request, column.answer());
        @SuppressWarnings("unchecked") // the key has the type
        TaskPredictor<O> known = (TaskPredictor<O>) PREDICTORS.get(key);
        if (known != null) {
            return known;
        }
        TaskPredictor<O> predictor = load(request);
        PREDICTORS.put(key, predictor);
        task.addTaskCompletionListener((TaskCompletionListener) context -> {
            PREDICTORS.remove(key);
            predictor.close();
        });
        return predictor;
    }

    private TaskPredictor<O> load(ModelRequest request) throws ModelException {
        try {
            return TaskPredictor.of(request, column.answer(), 1);
        } catch (IOException e) {
            // Not the picture's fault: the job must hear of it.
            throw new UncheckedIOException(e);
        }
    }
}
