package org.inceptionnext.checkpoint.torch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
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
import org.inceptionnext.checkpoint.pickle.TorchGlobals;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * All tensors of an object, under the names by which torch would list them: keys, indexes and the attributes of modules with
 * dots between them.
 *
 * <p>Without recursion: an explicit stack of the containers on the way. Containers that hold themselves are left out if they
 * hold no tensor, and refused if they do.
 */
final class TensorWalk {
    /** A value within a container. {@code name} is null where the key is neither a text nor a whole number. */
    private record Child(@Nullable String name, boolean textKey, PickleValue value) {}

    private static final class Frame {
        final PickleValue container;
        final String prefix;
        final boolean nameable;
        final Iterator<Child> children;
        final int tensorsBefore;
        boolean holdsItself;

        Frame(PickleValue container, String prefix, boolean nameable, Iterator<Child> children, int tensorsBefore) {
            this.container = container;
            this.prefix = prefix;
            this.nameable = nameable;
            this.children = children;
            this.tensorsBefore = tensorsBefore;
        }
    }

    private final CheckpointFile file;
    private final ReadLimits limits;
    private final long storedBytes;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
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
     * Returns all tensors of an object, in order.
     *
     * @param storedBytes what all storages of the file hold, which the tensors may exceed by
     *     {@link ReadLimits#expandedBytes()}
     */
    static Map<String, Tensor> collect(CheckpointFile file, ReadLimits limits, long storedBytes, PickleValue root)
            throws MalformedCheckpointException {
        TensorWalk walk = new TensorWalk(file, limits, storedBytes);
        walk.visit(new Child("", true, root), "", true);
        while (!walk.path.isEmpty()) {
            walk.step();
        }
        return walk.tensors;
    }

    /** Returns whether a value stands for a tensor, be it one that cannot be read. */
    static boolean isTensor(PickleValue value) {
        return value instanceof PickleValue.TensorData
                || (value instanceof Stub stub
                        && (TorchGlobals.isUnsupportedTensor(stub.type()) || TorchGlobals.isLegacyTensor(stub.type())));
    }

    /** Returns whether an object has what every {@code torch.nn.Module} has. */
    static boolean isModule(Stub stub) {
        return stub.attribute("_modules").orElse(null) instanceof Dict
                && stub.attribute("_parameters").orElse(null) instanceof Dict;
    }

    private void step() throws MalformedCheckpointException {
        Frame frame = path.element();
        if (frame.children.hasNext()) {
            Child child = frame.children.next();
            visit(child, frame.prefix, frame.nameable);
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

    private void visit(Child child, String prefix, boolean nameable) throws MalformedCheckpointException {
        visited++;
        if (visited > limits.opcodes()) {
            throw file.malformed(
                    0, "an object that unfolds to more than " + limits.opcodes() + " values", "that is the limit");
        }
        boolean named = nameable && child.name() != null;
        if (isTensor(child.value())) {
            add(prefix + child.name(), named && child.textKey(), child.value());
        } else if (isContainer(child.value())) {
            enter(child.value(), path.isEmpty() ? "" : prefix + child.name() + ".", named);
        }
    }

    private void enter(PickleValue value, String prefix, boolean nameable) throws MalformedCheckpointException {
        Frame earlier = onPath.get(value);
        if (earlier != null) {
            earlier.holdsItself = true;
            return;
        }
        List<Child> children = children(value);
        if (children.isEmpty()) {
            return;
        }
        if (prefix.length() > limits.nameBytes()) {
            throw file.malformed(
                    offsetOf(value),
                    "containers within containers, " + path.size() + " deep",
                    "names of tensors may have " + limits.nameBytes() + " bytes");
        }
        Frame frame = new Frame(value, prefix, nameable, children.iterator(), tensors.size());
        path.push(frame);
        onPath.put(value, frame);
    }

    private static boolean isContainer(PickleValue value) {
        return value instanceof Dict || value instanceof Sequence || value instanceof Stub;
    }

    private static List<Child> children(PickleValue value) {
        if (value instanceof Dict dict) {
            return entries(dict);
        }
        if (value instanceof Sequence sequence && sequence.kind() != Sequence.Kind.SET) {
            List<Child> items = new ArrayList<>();
            for (PickleValue item : sequence.items()) {
                items.add(new Child(Integer.toString(items.size()), true, item));
            }
            return items;
        }
        if (value instanceof Stub stub) {
            return isModule(stub) ? members(stub) : entries(stub.entries());
        }
        return List.of();
    }

    private static List<Child> entries(Dict dict) {
        List<Child> entries = new ArrayList<>();
        for (Dict.Entry entry : dict.entries()) {
            if (entry.key() instanceof PickleValue.Text text) {
                entries.add(new Child(text.value(), true, entry.value()));
            } else if (entry.key() instanceof PickleValue.Int number) {
                entries.add(new Child(Long.toString(number.value()), false, entry.value()));
            } else {
                entries.add(new Child(null, false, entry.value()));
            }
        }
        return entries;
    }

    /** Parameters, then buffers that a state dict holds, then modules: the order of torch's {@code state_dict()}. */
    private static List<Child> members(Stub module) {
        List<Child> members = new ArrayList<>();
        module.attribute("_parameters").ifPresent(parameters -> addIf(members, parameters, Set.of()));
        module.attribute("_buffers").ifPresent(buffers -> addIf(members, buffers, nonPersistent(module)));
        module.attribute("_modules").ifPresent(modules -> addIf(members, modules, Set.of()));
        return members;
    }

    private static Set<String> nonPersistent(Stub module) {
        Set<String> names = new HashSet<>();
        if (module.attribute("_non_persistent_buffers_set").orElse(null) instanceof Sequence set) {
            for (PickleValue name : set.items()) {
                if (name instanceof PickleValue.Text text) {
                    names.add(text.value());
                }
            }
        }
        return names;
    }

    private static void addIf(List<Child> members, PickleValue values, Set<String> leftOut) {
        if (values instanceof Dict dict) {
            entries(dict).stream()
                    .filter(child -> child.name() == null || !leftOut.contains(child.name()))
                    .filter(child -> isTensor(child.value()) || (child.value() instanceof Stub stub && isModule(stub)))
                    .forEach(members::add);
        }
    }

    private void add(String name, boolean nameable, PickleValue value) throws MalformedCheckpointException {
        Frame within = path.peek();
        long offset = offsetOf(value instanceof Stub || within == null ? value : within.container);
        String shown = PrintableText.quote(name);
        if (value instanceof Stub stub && TorchGlobals.isUnsupportedTensor(stub.type())) {
            throw file.malformed(
                    offset,
                    "tensor " + shown + " is " + TorchGlobals.unsupportedTensor(stub.type()) + " ("
                            + stub.type().qualifiedName() + ")",
                    "only dense tensors of plain numbers are read; convert it in Python (to_dense, dequantize)");
        }
        file.verify(nameable, offset, "a tensor under a key that is no text", "tensors have names");
        file.verify(
                name.getBytes(StandardCharsets.UTF_8).length <= limits.nameBytes(),
                offset,
                "the tensor name " + shown,
                "at most " + limits.nameBytes() + " bytes are allowed");
        Tensor tensor = tensorOf(value)
                .orElseThrow(() -> file.malformed(offset, "tensor " + shown + " has no elements", "save it again"));
        tensorBytes = Math.addExact(tensorBytes, tensor.sizeBytes());
        if (tensorBytes - storedBytes > limits.expandedBytes()) {
            throw file.malformed(
                    offset,
                    "tensors of more than " + tensorBytes + " bytes in storages of " + storedBytes,
                    "views may be at most " + limits.expandedBytes() + " bytes longer");
        }
        file.verify(
                tensors.putIfAbsent(name, Tensors.renamed(tensor, name)) == null,
                offset,
                "two tensors named " + shown,
                "names must differ");
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
