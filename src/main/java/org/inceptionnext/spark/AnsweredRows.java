package org.inceptionnext.spark;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.inceptionnext.data.Picture;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResults;
import org.jspecify.annotations.Nullable;

/** The rows of a partition with their answers, in their order. */
final class AnsweredRows<O> implements Iterator<Row>, AutoCloseable {
    private final PictureTask<O> task;
    private final TaskPredictor<O> predictor;
    private final PictureResults<O> results;
    private final Deque<Row> waiting = new ArrayDeque<>();
    private boolean closed;

    AnsweredRows(PictureTask<O> task, Iterator<Row> rows, TaskPredictor<O> predictor) {
        this.task = task;
        this.predictor = predictor;
        this.results = predictor.predict(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Picture next() {
                Row row = rows.next();
                waiting.add(row);
                return task.input().picture(row.isNullAt(task.inputIndex()) ? null : row.get(task.inputIndex()));
            }
        });
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        boolean hasNext = results.hasNext();
        if (!hasNext) {
            close();
        }
        return hasNext;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        PictureResult<O> result = results.next();
        task.metrics().picture();
        Row row = waiting.remove();
        try {
            return answered(row, task.column().value(Answers.of(result)), null);
        } catch (IOException e) {
            task.metrics().error();
            return answered(row, null, Answers.message(e));
        }
    }

    private static Row answered(Row row, @Nullable Object answer, @Nullable String error) {
        Object[] values = new Object[row.length() + 2];
        for (int i = 0; i < row.length(); i++) {
            values[i] = row.get(i);
        }
        values[row.length()] = answer;
        values[row.length() + 1] = error;
        return RowFactory.create(values);
    }

    /** Gives the model back; a second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        task.metrics().times(results.times());
        results.close();
        predictor.close();
    }
}
