package org.inceptionnext.checkpoint.pickle;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.storage.PackedTensor;
import org.inceptionnext.checkpoint.storage.StorageView;
import org.inceptionnext.checkpoint.storage.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * The calls by which torch says what a tensor is: {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad,
 * hooks[, flags])} and its kin. Everything is checked here, before any element is read.
 */
public final class TensorRebuilder {
    private static final int V1_ARGUMENTS = 4;
    private static final int V2_ARGUMENTS = 6;
    private static final int V3_ARGUMENTS = 7;
    private static final int PARAMETER_STATE = 3;
    private static final int GRADIENT_STATE = 3;
    private static final int VARIABLE_STATE = 5;

    private final PickleInput where;
    private final ByteOrder order;
    private final Set<PickleValue> made = Collections.newSetFromMap(new IdentityHashMap<>());
    private int tensors;

    /** @param order of the bytes within an element, in all storages of the file */
    public TensorRebuilder(PickleInput where, ByteOrder order) {
        this.where = where;
        this.order = order;
    }

    /** {@code _rebuild_tensor} and {@code _rebuild_tensor_v2}: the storage has the type. */
    PickleValue v2(List<PickleValue> arguments) throws MalformedCheckpointException {
        verifyCount(arguments, arguments.size() == V1_ARGUMENTS ? V1_ARGUMENTS : V2_ARGUMENTS);
        PickleValue.Storage storage = storage(arguments.get(0));
        DType dtype = storage.dtype();
        if (dtype == null) {
            return unread(UnreadTensors.ofDType("quantised numbers"), arguments);
        }
        verifyRequiresGrad(arguments, V1_ARGUMENTS);
        return tensor(arguments, dtype, flags(arguments, V2_ARGUMENTS, dtype));
    }

    /** {@code _rebuild_tensor_v3}: the storage is bytes, the type is the seventh argument. */
    PickleValue v3(List<PickleValue> arguments) throws MalformedCheckpointException {
        verifyCount(arguments, V3_ARGUMENTS);
        PickleValue.Storage storage = storage(arguments.get(0));
        PickleValue named = arguments.get(V3_ARGUMENTS - 1);
        DType dtype = dtype(named);
        if (dtype == null) {
            return unread(UnreadTensors.ofDType(((PickleValue.Global) named).name()), arguments);
        }
        // Untyped bytes may be seen as uint8 too, under the same key.
        if (!(storage.dtype() == DType.U8 || storage.dtype() == dtype)) {
            throw where.malformed(
                    "a tensor of " + dtype + " in storage '" + storage.key() + "' of " + storage.dtype(),
                    "the types must be the same");
        }
        verifyRequiresGrad(arguments, V1_ARGUMENTS);
        return tensor(arguments, dtype, flags(arguments, V3_ARGUMENTS, dtype));
    }

    /** {@code _rebuild_parameter} and {@code _rebuild_parameter_with_state}: the tensor is the first argument. */
    PickleValue parameter(List<PickleValue> arguments) throws MalformedCheckpointException {
        if (!(!arguments.isEmpty() && isTensor(arguments.get(0)))) {
            throw where.malformed(
                    "a parameter of " + (arguments.isEmpty() ? "nothing" : Describe.value(arguments.get(0))),
                    "a tensor is expected");
        }
        boolean hasState = arguments.size() > PARAMETER_STATE;
        if (hasState && arguments.get(0) instanceof PickleValue.TensorData data) {
            data.setAttributes(arguments.get(PARAMETER_STATE));
        }
        return arguments.get(0);
    }

    /**
     * The state of a tensor that has its elements already. Torch 0.2 to 0.4: {@code (requires_grad, volatile, hooks)}; four
     * and five items as in {@link #legacy}. Later versions have no such state.
     */
    void setState(PickleValue.TensorData data, PickleValue state) throws MalformedCheckpointException {
        int items = state instanceof Sequence tuple ? tuple.items().size() : 0;
        if (items == V1_ARGUMENTS || items == VARIABLE_STATE) {
            data.setTensor(elements(state));
        } else if (items == GRADIENT_STATE) {
            data.setAttributes(state);
        } else {
            throw where.malformed(
                    "a state set on a tensor that is " + Describe.value(state),
                    "3 to 5 items are expected, as torch wrote them before 1.0");
        }
    }

    /**
     * The state by which an object becomes a tensor: {@code (storage, offset, size, stride)} before torch 0.2,
     * {@code (data, None, hooks, requires_grad, volatile)} of a variable of that time.
     */
    Tensor legacy(PickleValue object, PickleValue state) throws MalformedCheckpointException {
        made.add(object);
        return elements(state);
    }

    private Tensor elements(PickleValue state) throws MalformedCheckpointException {
        List<PickleValue> items = state instanceof Sequence tuple ? tuple.items() : List.of();
        PickleValue tensor = switch (items.size()) {
            case V1_ARGUMENTS -> v2(items);
            case VARIABLE_STATE -> items.get(0);
            default ->
                throw where.malformed(
                        "a tensor made of " + Describe.value(state), "(storage, offset, size, stride) is expected");
        };
        made.remove(tensor);
        if (tensor instanceof PickleValue.TensorData data) {
            return data.tensor();
        }
        if (tensor instanceof PickleValue.Stub stub && stub.array().isPresent()) {
            return stub.array().get();
        }
        throw where.malformed("a tensor made of " + Describe.value(state), "a dense tensor is expected");
    }

    /** A tensor of another kind of device, which torch keeps as a tensor or array of the CPU and the type it had. */
    PickleValue ofDevice(PickleValue.Global function, List<PickleValue> arguments) throws MalformedCheckpointException {
        Tensor kept = arguments.isEmpty() ? null : numbers(arguments.get(0));
        PickleValue named = arguments.size() > 1 ? arguments.get(1) : PickleValue.Nothing.INSTANCE;
        TorchType type = named instanceof PickleValue.Global global ? TorchType.ofDTypeName(global.name()) : null;
        if (kept != null && type != null) {
            boolean rounded = kept.dtype() == DType.F32 && (type.dtype() == DType.BF16 || type.dtype() == DType.F16);
            if (rounded || kept.dtype() == type.dtype()) {
                made.remove(arguments.get(0));
                return add(new PickleValue.TensorData(Tensors.cast(kept, type.dtype())));
            }
        }
        return unread(Objects.requireNonNull(UnreadTensors.ofCall(function)), arguments);
    }

    private static @Nullable Tensor numbers(PickleValue value) {
        if (value instanceof PickleValue.TensorData data) {
            return data.tensor();
        }
        return value instanceof PickleValue.Stub stub ? stub.array().orElse(null) : null;
    }

    /** Records a tensor that cannot be given. */
    PickleValue.UnreadTensor unread(UnreadTensors.Kind kind, List<PickleValue> parts)
            throws MalformedCheckpointException {
        return add(new PickleValue.UnreadTensor(kind.what(), kind.cure(), where.operationOffset(), parts));
    }

    /** Returns every tensor made so far, but for those that another was made of. */
    Collection<PickleValue> made() {
        return Collections.unmodifiableCollection(made);
    }

    private <T extends PickleValue> T add(T tensor) throws MalformedCheckpointException {
        tensors++;
        if (tensors > where.limits().entries()) {
            throw where.malformed("more than " + where.limits().entries() + " tensors", "that is the limit");
        }
        made.add(tensor);
        return tensor;
    }

    /** Returns whether a value stands for a tensor, be it one that cannot be read. */
    public static boolean isTensor(PickleValue value) {
        return value instanceof PickleValue.TensorData
                || value instanceof PickleValue.UnreadTensor
                || (value instanceof PickleValue.Stub stub && TorchGlobals.isLegacyTensor(stub.type()));
    }

    private void verifyCount(List<PickleValue> arguments, int count) throws MalformedCheckpointException {
        if (!(arguments.size() == count || arguments.size() == count + 1)) {
            throw where.malformed("a tensor made of " + arguments.size() + " arguments", count + " are expected");
        }
    }

    private void verifyRequiresGrad(List<PickleValue> arguments, int index) throws MalformedCheckpointException {
        where.verify(
                arguments.size() <= index || arguments.get(index) instanceof PickleValue.Bool,
                "requires_grad that is not True or False",
                "one of them is expected");
    }

    private PickleValue.Storage storage(PickleValue value) throws MalformedCheckpointException {
        if (value instanceof PickleValue.Storage storage) {
            return storage;
        }
        throw where.malformed("a tensor made of " + Describe.value(value), "its first argument must be a storage");
    }

    /** Returns a type of elements, null if it is one of torch's that has no name here. */
    private @Nullable DType dtype(PickleValue value) throws MalformedCheckpointException {
        if (!(value instanceof PickleValue.Global global) || !WeightsOnlyGlobals.isDType(global)) {
            throw where.malformed("a tensor whose type is " + Describe.value(value), "a torch dtype is expected");
        }
        TorchType type = TorchType.ofDTypeName(global.name());
        return type == null ? null : type.dtype();
    }

    private record Flags(boolean conjugated, boolean negated) {
        static final Flags NONE = new Flags(false, false);
    }

    /** {@code {'conj': True}} or {@code {'neg': True}}: the elements are stored with the other sign. */
    private Flags flags(List<PickleValue> arguments, int index, DType dtype) throws MalformedCheckpointException {
        if (arguments.size() <= index || arguments.get(index) instanceof PickleValue.Nothing) {
            return Flags.NONE;
        }
        boolean conjugated = false;
        boolean negated = false;
        if (!(arguments.get(index) instanceof PickleValue.Dict dict)) {
            throw where.malformed(
                    "tensor flags that are " + Describe.value(arguments.get(index)), "a dict is expected");
        }
        for (PickleValue.Dict.Entry entry : dict.entries()) {
            boolean set = entry.value().equals(new PickleValue.Bool(true));
            if (entry.key().isText("conj")) {
                conjugated = set;
            } else if (entry.key().isText("neg")) {
                negated = set;
            } else {
                throw where.malformed("the tensor flag " + Describe.value(entry.key()), "conj and neg are known");
            }
        }
        boolean complex = dtype == DType.C64 || dtype == DType.C128;
        if (!((!conjugated || complex) && (!negated || complex || dtype.isFloatingPoint()))) {
            throw where.malformed(
                    "a conjugated or negated view of " + dtype,
                    "only complex tensors are conjugated, only floating-point ones negated");
        }
        return new Flags(conjugated, negated);
    }

    private PickleValue tensor(List<PickleValue> arguments, DType dtype, Flags flags)
            throws MalformedCheckpointException {
        PickleValue.Storage storage = storage(arguments.get(0));
        long offset = naturals(List.of(arguments.get(1)), "offset").get(0);
        List<Long> shape = naturals(items(arguments.get(2), "size"), "size");
        List<Long> strides = naturals(items(arguments.get(3), "stride"), "stride");
        if (shape.size() != strides.size()) {
            throw where.malformed(
                    "a tensor of " + shape.size() + " sizes and " + strides.size() + " strides",
                    "there must be as many");
        }
        verifyExtent(storage, dtype, offset, shape, strides);
        DType stored = dtype.isPacked() ? DType.U8 : dtype;
        StorageView view = new StorageView(
                storage.source(), order, stored, shape, strides, offset, flags.conjugated(), flags.negated());
        StoredTensor tensor = new StoredTensor("", view);
        return add(new PickleValue.TensorData(dtype.isPacked() ? PackedTensor.ofPairs(tensor, dtype) : tensor));
    }

    private List<PickleValue> items(PickleValue value, String what) throws MalformedCheckpointException {
        if (value instanceof Sequence sequence && sequence.kind() != Sequence.Kind.SET) {
            if (sequence.items().size() > where.limits().rank()) {
                throw where.malformed(
                        "a tensor of " + sequence.items().size() + " dimensions",
                        "at most " + where.limits().rank() + " are allowed");
            }
            return sequence.items();
        }
        throw where.malformed(what + " that is " + Describe.value(value), "a tuple is expected");
    }

    private List<Long> naturals(List<PickleValue> values, String what) throws MalformedCheckpointException {
        List<Long> naturals = new ArrayList<>();
        for (PickleValue value : values) {
            if (!(value instanceof PickleValue.Int number) || number.value() < 0) {
                throw where.malformed(
                        "a tensor's " + what + " with " + Describe.value(value), "whole numbers from 0 are allowed");
            }
            naturals.add(number.value());
        }
        return naturals;
    }

    /** Offset plus the last element's distance must lie within the storage; exact, and also if there is no element. */
    private void verifyExtent(
            PickleValue.Storage storage, DType dtype, long offset, List<Long> shape, List<Long> strides)
            throws MalformedCheckpointException {
        long storageElements = storage.sizeBytes() / dtype.sizeBytes();
        try {
            long bytes = dtype.sizeBytes();
            long nonZeroBytes = dtype.sizeBytes();
            long end = Math.addExact(offset, 1);
            for (int axis = 0; axis < shape.size(); axis++) {
                long size = shape.get(axis);
                bytes = Math.multiplyExact(bytes, size);
                nonZeroBytes = Math.multiplyExact(nonZeroBytes, Math.max(1, size));
                end = Math.addExact(end, Math.multiplyExact(Math.max(0, size - 1), strides.get(axis)));
            }
            if (!(bytes == 0 || end <= storageElements)) {
                throw where.malformed(
                        "a tensor that reaches to element " + end + " of storage '" + storage.key() + "'",
                        "the storage has " + storageElements);
            }
            if (bytes - storage.sizeBytes() > where.limits().expandedBytes()) {
                throw where.malformed(
                        "a tensor of " + bytes + " bytes made of a storage of " + storage.sizeBytes(),
                        "a view may be at most " + where.limits().expandedBytes() + " bytes longer");
            }
        } catch (ArithmeticException e) {
            throw where.malformed(
                    "a tensor of size " + shape + ", stride " + strides + " and offset " + offset,
                    "these must not overflow 63 bits");
        }
    }

    /** Returns the storage's own elements as a tensor of one dimension, null if they have no type. */
    public static @Nullable Tensor whole(PickleValue.Storage storage, ByteOrder order) {
        DType dtype = storage.dtype();
        if (dtype == null) {
            return null;
        }
        List<Long> shape = List.of(storage.sizeBytes() / dtype.sizeBytes());
        return new StoredTensor(
                "", new StorageView(storage.source(), order, dtype, shape, List.of(1L), 0, false, false));
    }
}
