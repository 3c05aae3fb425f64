package org.inceptionnext.djl.pictures;

import java.nio.FloatBuffer;
import org.inceptionnext.vision.Pixels;

/** A picture on its way into a network: its numbers are computed already, or when they are asked for. */
interface InputPicture {

    /** Returns the shape of its input, and where it lies in it. */
    Placement placement();

    /** Writes its numbers, channel by channel and row by row, from a position on. */
    void writeTo(FloatBuffer target, int position);

    /** Returns how many bytes of memory it keeps. */
    default long keptBytes() {
        return (long) Float.BYTES * placement().elementCount();
    }

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

    /** A picture in its frame, a byte a number: the numbers are four times as large, and soon written. */
    record Framed(Placement placement, Pixels pixels) implements InputPicture {

        @Override
        public void writeTo(FloatBuffer target, int position) {
            pixels.writePlanes(target, position);
        }

        @Override
        public long keptBytes() {
            return pixels.rgb().length;
        }

        @Override
        public InputPicture prepared() {
            return this;
        }
    }
}
