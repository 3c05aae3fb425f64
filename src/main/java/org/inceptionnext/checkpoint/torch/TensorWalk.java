package org.inceptionnext.checkpoint.torch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.ReadLimits;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.checkpoint.pickle.Describe;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.UnreadTensor;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;

/**
 * All tensors of an object, under the names by which torch would list them: keys, indexes and the attributes of modules with
 * dots between them, as {@link Members} names them.
 *
 * <p>Without recursion: an explicit stack of the containers on the way. Containers that hold themselves are left out if they
 * hold no tensor, and refused if they do.
 */
final class TensorWalk {
    private static final class Frame {
        final PickleValue container;
        final String prefix;
        final Iterator<Members.Named> children;
        final int tensorsBefore;
        boolean holdsItself;

        Frame(PickleValue container, String prefix, Iterator<Members.Named> children, int tensorsBefore) {
            this.container = container;
            this.prefix = prefix;
            this.children = children;
            this.tensorsBefore = tensorsBefore;
        }
    }

    private final CheckpointFile file;
    private final ReadLimits limits;
    private final long storedBytes;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, UnreadTensor> unread = new LinkedHashMap<>();
    private final Set<PickleValue> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Frame> path = new ArrayDeque<>();
    private final IdentityHashMap<PickleValue, Frame> onPath = new IdentityHashMap<>();
    private long visited;
    private long tensorBytes;

    private TensorWalk(CheckpointFile file, ReadLimits limits, long storedBytes) {
        this.file = file;
        this.limits = limits;
        this.storedBytes = storedBytes;
    }

    /**
     * What was found.
     *
     * @param tensors by name, in order
     * @param unread those that cannot be given, by name
     * @param taken the values that became either
     */
    record Found(Map<String, Tensor> tensors, Map<String, UnreadTensor> unread, Set<PickleValue> taken) {}

    /**
     * Returns all tensors of an object, in order.
     *
     * @param storedBytes what all storages of the file hold, which the tensors may exceed by
     *     {@link ReadLimits#expandedBytes()}
     * @param asked whether this very object was asked for: then the attributes of an object that is no module count too
     */
    static Found collect(CheckpointFile file, ReadLimits limits, long storedBytes, PickleValue root, boolean asked)
            throws MalformedCheckpointException {
        TensorWalk walk = new TensorWalk(file, limits, storedBytes);
        walk.start(root, asked);
        while (!walk.path.isEmpty()) {
            walk.step();
        }
        return new Found(walk.tensors, walk.unread, walk.taken);
    }

    private void start(PickleValue root, boolean asked) throws MalformedCheckpointException {
        if (TensorRebuilder.isTensor(root)) {
            add("", root);
        } else if (isContainer(root)) {
            List<Members.Named> children = new ArrayList<>(Members.named(root));
            if (asked && root instanceof Stub stub && !Members.isModule(stub)) {
                children.addAll(Members.attributes(stub));
            }
            enter(root, "", children);
        }
    }

    private void step() throws MalformedCheckpointException {
        Frame frame = path.element();
        if (frame.children.hasNext()) {
            visit(frame.children.next(), frame.prefix);
            return;
        }
        path.remove();
        onPath.remove(frame.container);
        if (frame.holdsItself && tensors.size() != frame.tensorsBefore) {
            throw file.malformed(
                    offsetOf(frame.container),
                    Describe.value(frame.container) + " that contains itself, and tensors",
                    "tensors are expected in containers that end");
        }
    }

    private void visit(Members.Named child, String prefix) throws MalformedCheckpointException {
        visited++;
        if (visited > limits.opcodes()) {
            throw file.malformed(
                    0, "an object that unfolds to more than " + limits.opcodes() + " values", "that is the limit");
        }
        String name = child.name();
        if (name == null) {
            // What has no name is counted, not given.
            return;
        }
        if (TensorRebuilder.isTensor(child.value())) {
            add(prefix + name, child.value());
        } else if (isContainer(child.value())) {
            enter(child.value(), prefix + name + ".", Members.named(child.value()));
        }
    }

    private void enter(PickleValue value, String prefix, List<Members.Named> children)
            throws MalformedCheckpointException {
        Frame earlier = onPath.get(value);
        if (earlier != null) {
            earlier.holdsItself = true;
            return;
        }
        if (children.isEmpty()) {
            return;
        }
        if (prefix.length() > limits.nameBytes()) {
            throw file.malformed(
                    offsetOf(value),
                    "containers within containers, " + path.size() + " deep",
                    "names of tensors may have " + limits.nameBytes() + " bytes");
        }
        Frame frame = new Frame(value, prefix, children.iterator(), tensors.size());
        path.push(frame);
        onPath.put(value, frame);
    }

    private static boolean isContainer(PickleValue value) {
        return value instanceof Dict || value instanceof Sequence || value instanceof Stub;
    }

    private void add(String name, PickleValue value) throws MalformedCheckpointException {
        taken.add(value);
        if (value instanceof UnreadTensor found) {
            unread.putIfAbsent(name, found);
            return;
        }
        Frame within = path.peek();
        long offset = offsetOf(value instanceof Stub || within == null ? value : within.container);
        String shown = PrintableText.quote(name);
        if (name.getBytes(StandardCharsets.UTF_8).length > limits.nameBytes()) {
            throw file.malformed(
                    offset, "the tensor name " + shown, "at most " + limits.nameBytes() + " bytes are allowed");
        }
        Tensor tensor = tensorOf(value)
                .orElseThrow(() -> file.malformed(offset, "tensor " + shown + " has no elements", "save it again"));
        tensorBytes = Math.addExact(tensorBytes, tensor.sizeBytes());
        if (tensorBytes - storedBytes > limits.expandedBytes()) {
            throw file.malformed(
                    offset,
                    "tensors of more than " + tensorBytes + " bytes in storages of " + storedBytes,
                    "views may be at most " + limits.expandedBytes() + " bytes longer");
        }
        if (tensors.putIfAbsent(name, Tensors.renamed(tensor, name)) != null) {
            throw file.malformed(offset, "two tensors named " + shown, "names must differ");
        }
        if (tensors.size() > limits.entries()) {
            throw file.malformed(offset, "more than " + limits.entries() + " tensors", "that is the limit");
        }
    }

    private static Optional<Tensor> tensorOf(PickleValue value) {
        return value instanceof PickleValue.TensorData data ? Optional.of(data.tensor()) : ((Stub) value).array();
    }

    private static long offsetOf(PickleValue value) {
        if (value instanceof Dict dict) {
            return dict.offset();
        }
        return value instanceof Stub stub ? stub.offset() : 0;
    }
}
