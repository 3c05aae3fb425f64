package org.inceptionnext.checkpoint.torch;

import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.inceptionnext.checkpoint.CheckpointFormat;
import org.inceptionnext.checkpoint.LeftOut;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.Describe;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.UnreadTensor;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** From a file's object to the tensors that are meant. */
final class PickledWeights {
    private static final int MAX_SHOWN = 10;
    private static final String FOREIGN_ADVICE =
            "its tensors can be read all the same, as inert data: ask for foreign objects (inx: --object, DJL:"
                    + " object=true)";

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
        WeightSearch.Part part = part(pickle, keys);
        TensorWalk.Found found = tensors(part.value());
        verifyRead(found.unread());
        verifyUnpacked(found.tensors());
        Optional<Pickle.Foreign> foreign = pickle.foreign().filter(any -> !options.foreignObjects());
        if (found.tensors().isEmpty()) {
            throw nothing(format, part, keys, TensorCensus.of(pickle, part, found.taken()), foreign);
        }
        if (foreign.isPresent()) {
            throw file.malformed(
                    foreign.get().offset(), "this file holds " + foreign.get().what(), FOREIGN_ADVICE);
        }
        return new Contents(
                format,
                part.key(),
                keys,
                found.tensors(),
                () -> TensorCensus.of(pickle, part, found.taken()),
                Map.of(),
                pickle,
                archive);
    }

    private WeightSearch.Part part(Pickle pickle, List<String> keys) throws MalformedCheckpointException {
        Optional<String> wanted = options.key();
        if (wanted.isEmpty()) {
            return WeightSearch.choose(pickle.root());
        }
        return WeightSearch.find(pickle.root(), wanted.get())
                .orElseThrow(() -> file.malformed(
                        "nothing under the key " + PrintableText.quote(wanted.get()), "it has " + keysInWords(keys)));
    }

    private static String keysInWords(List<String> keys) {
        return keys.isEmpty()
                ? "no part with a key that holds weights: leave the key out"
                : "weights under "
                        + list(keys.stream().map(PrintableText::quote).toList());
    }

    /** A file may also be one bare storage, whose elements are then one nameless tensor. */
    private TensorWalk.Found tensors(PickleValue value) throws MalformedCheckpointException {
        Tensor whole = value instanceof PickleValue.Storage storage ? TensorRebuilder.whole(storage, order) : null;
        if (whole == null) {
            return TensorWalk.collect(
                    file, options.limits(), storedBytes, value, options.key().isPresent());
        }
        Set<PickleValue> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        return new TensorWalk.Found(Map.of("", whole), Map.of(), taken);
    }

    private void verifyRead(Map<String, UnreadTensor> unread) throws MalformedCheckpointException {
        if (unread.isEmpty()) {
            return;
        }
        UnreadTensor first = unread.values().iterator().next();
        List<String> alike = unread.entrySet().stream()
                .filter(entry -> entry.getValue().what().equals(first.what()))
                .map(entry -> PrintableText.quote(entry.getKey()))
                .toList();
        int others = unread.size() - alike.size();
        throw file.malformed(
                first.offset(),
                (alike.size() == 1 ? "tensor " + alike.get(0) + " is " : "tensors " + list(alike) + " are each ")
                        + first.what()
                        + (others == 0 ? "" : "; " + others + " more cannot be read either"),
                "only dense tensors of plain numbers are read; in Python, " + first.cure());
    }

    /** Types of which several elements share a byte are carried by a conversion, and taken by nothing else. */
    private void verifyUnpacked(Map<String, Tensor> tensors) throws MalformedCheckpointException {
        if (options.packedTypes()) {
            return;
        }
        List<String> packed = tensors.values().stream()
                .filter(tensor -> tensor.dtype().isPacked())
                .map(tensor -> PrintableText.quote(tensor.name()))
                .toList();
        if (!packed.isEmpty()) {
            throw file.malformed(
                    "tensor" + (packed.size() == 1 ? " " : "s ") + list(packed)
                            + " of float4_e2m1fn_x2, two numbers in a byte, which nothing here computes with",
                    "copy the bytes to a safetensors file with inx convert, or save the weights as another type in"
                            + " Python");
        }
    }

    private MalformedCheckpointException nothing(
            CheckpointFormat format,
            WeightSearch.Part part,
            List<String> keys,
            List<LeftOut> leftOut,
            Optional<Pickle.Foreign> foreign) {
        String what = foreign.map(first -> "this file holds " + first.what())
                .orElse("a " + format.description() + " that holds " + Describe.value(part.value()));
        String found = what + " and no tensor";
        String advice =
                "it has no weights: it may be a trainer's or an optimizer's file; save the model's state_dict()";
        if (!leftOut.isEmpty()) {
            List<String> others =
                    keys.stream().filter(key -> !key.equals(part.key())).toList();
            found += " that has a name; not taken: "
                    + list(leftOut.stream().map(LeftOut::words).toList());
            advice = others.isEmpty()
                    ? "save the model's state_dict()"
                    : "ask for one of its parts by key (inx: --key, DJL: key): it has " + keysInWords(others);
        }
        return foreign.isPresent()
                ? file.malformed(foreign.get().offset(), found, advice)
                : file.malformed(found, advice);
    }

    private static String list(Collection<String> items) {
        String shown = items.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "));
        return items.size() <= MAX_SHOWN ? shown : shown + " and " + (items.size() - MAX_SHOWN) + " more";
    }
}
