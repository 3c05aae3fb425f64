package org.inceptionnext.djl.pictures;

import java.nio.FloatBuffer;

/** A picture on its way into a network: its numbers are computed already, or when they are asked for. */
interface InputPicture {

    /** Returns the shape of its input, and where it lies in it. */
    Placement placement();

    /** Writes its numbers, channel by channel and row by row, from a position on. */
    void writeTo(FloatBuffer target, int position);

    /** Returns the same with its numbers computed, so that a thread that has time can do it ahead. */
    default InputPicture prepared() {
        float[] values = new float[placement().elementCount()];
        writeTo(FloatBuffer.wrap(values), 0);
        return new Prepared(placement(), values);
    }

    /** A picture whose numbers are computed. */
    @SuppressWarnings("ArrayRecordComponent") // made by one thread, read by one other, compared by none
    record Prepared(Placement placement, float[] values) implements InputPicture {

        @Override
        public void writeTo(FloatBuffer target, int position) {
            target.put(position, values);
        }

        @Override
        public InputPicture prepared() {
            return this;
        }
    }
}
