package org.inceptionnext.bench.rivals;

/** A network, loaded. */
interface Engine extends AutoCloseable {

    /** Returns what runs the network, with its version. */
    String version();

    /** Returns a prediction of this size for one thread, which calls it again and again. */
    Prediction prediction(int batch, int size) throws Exception;

    @Override
    void close();

    /** From numbers in native memory of the JVM to numbers on its heap: what every user needs at the least. */
    interface Prediction extends AutoCloseable {

        /** Returns the network's output, flat. */
        float[] run() throws Exception;

        @Override
        void close();
    }
}
