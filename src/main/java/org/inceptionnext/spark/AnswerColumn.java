package org.inceptionnext.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * What stands in a row for a network's answer.
 *
 * @param <O> the type of an answer
 */
interface AnswerColumn<O> extends Serializable {

    /** Returns the type of an answer. */
    Class<O> answer();

    /** Returns the column's type. */
    DataType type();

    /**
     * Returns the column's value.
     *
     * @throws IOException if the answer is none
     */
    Object value(O answer) throws IOException;
}
