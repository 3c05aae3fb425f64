package org.inceptionnext.train.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.load.Loaded;
import org.inceptionnext.data.load.LoadedEpoch;

/** The next samples of an epoch, none of which may be missing: training goes on without none. */
final class ReadySamples {
    private ReadySamples() {}

    /**
     * @param count how many, or as many as there still are
     * @param file what the user calls a sample
     */
    static <S, T> List<Loaded.Ready<S, T>> take(LoadedEpoch<S, T> samples, int count, Function<S, String> file)
            throws DataSetException {
        List<Loaded.Ready<S, T>> taken = new ArrayList<>();
        while (taken.size() < count && samples.hasNext()) {
            Loaded<S, T> loaded = samples.next();
            if (loaded instanceof Loaded.Ready<S, T> ready) {
                taken.add(ready);
            } else if (loaded instanceof Loaded.Failed<S, T> failed) {
                throw new DataSetException(
                        file.apply(failed.sample()),
                        0,
                        "the picture cannot be read: " + failed.cause().getMessage(),
                        "Put it back, or leave it out and begin anew; inx data check finds all such");
            }
        }
        return taken;
    }
}
