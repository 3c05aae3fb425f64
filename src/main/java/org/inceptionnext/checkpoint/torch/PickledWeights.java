package org.inceptionnext.checkpoint.torch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.CheckpointFormat;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.Describe;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** From a file's object to the tensors that are meant. */
final class PickledWeights {
    private final CheckpointFile file;
    private final OpenOptions options;
    private final long storedBytes;
    private final ByteOrder order;

    /**
     * @param storedBytes what all storages hold
     * @param order of the bytes within an element
     */
    PickledWeights(CheckpointFile file, OpenOptions options, long storedBytes, ByteOrder order) {
        this.file = file;
        this.options = options;
        this.storedBytes = storedBytes;
        this.order = order;
    }

    Contents contents(CheckpointFormat format, Pickle pickle, @Nullable ZipCheckpoint archive)
            throws MalformedCheckpointException {
        List<String> keys = WeightSearch.keys(pickle.root());
        WeightSearch.Part part = part(pickle.root(), keys);
        Map<String, Tensor> tensors = tensors(part.value());
        if (tensors.isEmpty()) {
            throw file.malformed(
                    "a " + format.description() + " that holds " + Describe.value(part.value()) + " and no tensor",
                    "it has no weights: it may be a trainer's or an optimizer's file; save the model's state_dict()");
        }
        return new Contents(format, part.key(), keys, tensors, Map.of(), pickle, archive);
    }

    private WeightSearch.Part part(PickleValue root, List<String> keys) throws MalformedCheckpointException {
        Optional<String> wanted = options.key();
        if (wanted.isEmpty()) {
            return WeightSearch.choose(root);
        }
        return WeightSearch.find(root, wanted.get())
                .orElseThrow(() -> file.malformed(
                        "nothing under the key " + PrintableText.quote(wanted.get()),
                        "state dicts are under "
                                + keys.stream().map(PrintableText::quote).toList()));
    }

    /** A file may also be one bare storage, whose elements are then one nameless tensor. */
    private Map<String, Tensor> tensors(PickleValue value) throws MalformedCheckpointException {
        Tensor whole = value instanceof PickleValue.Storage storage ? TensorRebuilder.whole(storage, order) : null;
        return whole == null ? TensorWalk.collect(file, options.limits(), storedBytes, value) : Map.of("", whole);
    }
}
