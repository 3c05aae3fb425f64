package org.inceptionnext.bench.rivals;

/**
 * What a contender is asked to do at once.
 *
 * @param size the side of the square pictures, in pixels
 * @param batch pictures in each prediction
 * @param callers threads that predict at the same time
 * @param predictions of each caller, one after the other
 */
record Load(int size, int batch, int callers, int predictions) {

    Load withPredictions(int count) {
        return new Load(size, batch, callers, count);
    }

    int images() {
        return batch * callers * predictions;
    }
}
