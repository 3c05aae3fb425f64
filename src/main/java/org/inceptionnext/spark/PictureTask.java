package org.inceptionnext.spark;

import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.inceptionnext.djl.ModelRequest;

/**
 * What an executor does with a partition: each row gets an answer, or an error that says why it has none.
 *
 * @param request the model
 * @param column what stands in a row for an answer
 * @param input from a column's value to a picture
 * @param inputIndex which column
 * @param batchSize how many pictures go through the network at once
 * @param metrics what is counted
 */
record PictureTask<O>(
        ModelRequest request,
        AnswerColumn<O> column,
        PictureInput input,
        int inputIndex,
        int batchSize,
        Metrics metrics)
        implements MapPartitionsFunction<Row, Row> {

    /** Rows are asked for as answers are: a batch is in memory, however long the partition. */
    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws Exception {
        if (!rows.hasNext()) {
            return Collections.emptyIterator();
        }
        TaskPredictor<O> predictor = TaskPredictor.of(request, column.answer(), batchSize);
        AnsweredRows<O> answered = new AnsweredRows<>(this, rows, predictor);
        TaskContext task = TaskContext.get();
        if (task != null) {
            // Also when the task fails, is killed, or asks for no more rows.
            task.addTaskCompletionListener((TaskCompletionListener) context -> answered.close());
        }
        return answered;
    }
}
