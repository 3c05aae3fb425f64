package org.inceptionnext.recognise;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Int;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.inceptionnext.network.WeightComparison;
import org.inceptionnext.network.WeightMismatchException;
import org.jspecify.annotations.Nullable;

/** What a file or folder of weights is: a model, or the reason why it cannot be run. Holds the file open. */
public final class Recognition implements Closeable {
    private final Path source;
    private final Checkpoint checkpoint;
    private final @Nullable RecognisedModel model;
    private final @Nullable Refusal refusal;

    private Recognition(
            Path source, Checkpoint checkpoint, @Nullable RecognisedModel model, @Nullable Refusal refusal) {
        this.source = source;
        this.checkpoint = checkpoint;
        this.model = model;
        this.refusal = refusal;
    }

    static Recognition of(Path source, Checkpoint checkpoint, RecognisedModel model) {
        return new Recognition(source, checkpoint, model, null);
    }

    static Recognition refused(Path source, Checkpoint checkpoint, Refusal refusal) {
        return new Recognition(source, checkpoint, null, refusal);
    }

    /** Returns the file or folder, as the user named it. */
    public Path source() {
        return source;
    }

    /** Returns the file of weights, open. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Returns the network that the weights are of; empty if {@link #refusal} says why not. */
    public Optional<RecognisedModel> model() {
        return Optional.ofNullable(model);
    }

    /** Returns why the weights cannot be run; empty if they can. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Returns the network's tensors under its own names; of weights that cannot be run, all without their common prefix. */
    public Map<String, Tensor> tensors() {
        if (model == null) {
            return checkpoint.tensors();
        }
        Map<String, Tensor> own = new LinkedHashMap<>(model.weights().tensors());
        // Counters that torch would make up are not in the file.
        String stripped = checkpoint.strippedPrefix().orElse("");
        own.keySet()
                .removeIf(name ->
                        !checkpoint.tensors().containsKey((model.prefix() + name).substring(stripped.length())));
        return Collections.unmodifiableMap(own);
    }

    /** Returns the epoch at which YOLOv5 saved the file; -1 if training was over and its state taken out. */
    public Optional<Long> epoch() {
        return top("epoch").filter(Int.class::isInstance).map(epoch -> ((Int) epoch).value());
    }

    /** Returns when the file was saved, in its own words, unescaped; files of YOLOv5 have it from 6.1 on. */
    public Optional<String> date() {
        return top("date").filter(Text.class::isInstance).map(date -> ((Text) date).value());
    }

    private Optional<PickleValue> top(String key) {
        return checkpoint.object().filter(Dict.class::isInstance).flatMap(root -> ((Dict) root).get(key));
    }

    /**
     * Returns the network.
     *
     * @throws WeightMismatchException if the tensors are nearly those of a network
     * @throws RecognitionException if they cannot be run for another reason
     */
    public RecognisedModel require() throws RecognitionException, WeightMismatchException {
        if (refusal != null) {
            Optional<WeightComparison> comparison = refusal.nearest().map(nearest -> nearest.comparison());
            if (refusal.reason() == Refusal.Reason.OTHER_SHAPES && comparison.isPresent()) {
                throw new WeightMismatchException(
                        comparison.get(), refusal.nearest().get().definition().name());
            }
            throw new RecognitionException(source, refusal);
        }
        return model().orElseThrow();
    }

    /**
     * Returns the network, if it can do this with pictures.
     *
     * @throws WeightMismatchException if the tensors are nearly those of a network
     * @throws RecognitionException if they cannot be run for another reason, or not for this
     */
    public RecognisedModel require(Use use) throws RecognitionException, WeightMismatchException {
        RecognisedModel found = require();
        Optional<Refusal> reason = found.whyNot(use);
        if (reason.isPresent()) {
            throw new RecognitionException(source, reason.get());
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        checkpoint.close();
    }
}
