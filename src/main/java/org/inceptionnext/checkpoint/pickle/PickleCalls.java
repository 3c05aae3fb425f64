package org.inceptionnext.checkpoint.pickle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The few calls whose result is known without running anything: torch's tensors, dicts, sets, bytes and numbers. Every other
 * call is recorded as a stub.
 */
public final class PickleCalls {
    private static final int KEY_CHARS_PER_OPERATION = 64;

    private final PickleInput where;
    private final TensorRebuilder tensors;
    private final IdentityHashMap<PickleValue, String> objectKeys = new IdentityHashMap<>();
    private long encodedBytes;

    public PickleCalls(PickleInput where, TensorRebuilder tensors) {
        this.where = where;
        this.tensors = tensors;
    }

    /** REDUCE. */
    PickleValue call(PickleValue.Global function, List<PickleValue> arguments) throws MalformedCheckpointException {
        return switch (function.qualifiedName()) {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensors.v2(arguments);
            case "torch._utils._rebuild_tensor_v3" -> tensors.v3(arguments);
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch.nn.parameter.Parameter",
                    "torch.nn.parameter.Buffer",
                    "torch.autograd.variable.Variable",
                    "torch.autograd.Variable" -> tensors.parameter(arguments);
            case "torch._tensor._rebuild_from_type_v2" -> fromType(arguments);
            case "torch._utils._rebuild_device_tensor_from_numpy",
                    "torch._utils._rebuild_device_tensor_from_cpu_tensor" -> tensors.ofDevice(function, arguments);
            case "collections.OrderedDict", "collections.defaultdict", "collections.Counter" ->
                dict(function, arguments);
            case "torch.Size" -> copy(function, arguments, Sequence.Kind.TUPLE);
            case "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset" ->
                copy(function, arguments, Sequence.Kind.SET);
            case "_codecs.encode" -> encode(function, arguments);
            case "torch.fx.graph_module.reduce_graph_module" -> graphModule(function, arguments);
            default -> Numpy.isScalar(function) ? scalar(function, arguments) : other(function, arguments);
        };
    }

    /** REDUCE of what a call gave: Python calls it, here both calls are recorded. */
    PickleValue call(PickleValue.Stub function, List<PickleValue> arguments) {
        List<PickleValue> all = new ArrayList<>();
        all.add(function);
        all.addAll(arguments);
        return new PickleValue.Stub(function.type(), all, false, where.operationOffset());
    }

    /** Returns all tensors that calls and states have made so far. */
    Collection<PickleValue> tensors() {
        return tensors.made();
    }

    /** torch.fx keeps a module's attributes as the first argument of a call, beside the source of its code. */
    private PickleValue graphModule(PickleValue.Global function, List<PickleValue> arguments) {
        PickleValue.Stub module = stub(function, arguments);
        if (!arguments.isEmpty() && arguments.get(0) instanceof PickleValue.Dict attributes) {
            module.setState(attributes);
        }
        return module;
    }

    private PickleValue other(PickleValue.Global function, List<PickleValue> arguments)
            throws MalformedCheckpointException {
        UnreadTensors.Kind kind = UnreadTensors.ofCall(function);
        return kind == null ? stub(function, arguments) : tensors.unread(kind, arguments);
    }

    /** NEWOBJ and its kin. */
    PickleValue newObject(PickleValue.Global type, List<PickleValue> arguments) throws MalformedCheckpointException {
        if (type.qualifiedName().equals("collections.OrderedDict")) {
            return dict(type, arguments);
        }
        boolean isParameter =
                TorchGlobals.isLegacyTensor(type) && !arguments.isEmpty() && TensorRebuilder.isTensor(arguments.get(0));
        if (isParameter) {
            return tensors.parameter(arguments);
        }
        UnreadTensors.Kind kind = UnreadTensors.ofCall(type);
        return kind == null
                ? new PickleValue.Stub(type, arguments, true, where.operationOffset())
                : tensors.unread(kind, arguments);
    }

    /** BUILD on a tensor. */
    void setState(PickleValue.TensorData tensor, PickleValue state) throws MalformedCheckpointException {
        tensors.setState(tensor, state);
    }

    /** BUILD on an object. */
    void setState(PickleValue.Stub stub, PickleValue state) throws MalformedCheckpointException {
        if (!stub.state().isEmpty()) {
            throw where.malformed("a second state for " + Describe.value(stub), "an object's state is set once");
        }
        stub.setState(state);
        if (TorchGlobals.isLegacyTensor(stub.type())) {
            stub.setTensor(tensors.legacy(stub, state));
        } else if (Numpy.isArray(stub.type())) {
            Tensor array = Numpy.array(state);
            if (array != null) {
                stub.setTensor(array);
            }
        }
    }

    /** Puts an entry into a dict; keys must differ, as they do in every dict that Python has pickled. */
    void put(PickleValue.Dict dict, PickleValue key, PickleValue value) throws MalformedCheckpointException {
        String canonical = DictKey.of(key, where.limits().nameBytes());
        if (canonical == null) {
            canonical = identityOf(key);
        }
        // One text may be a key of very many dicts, each of which keeps it in its own form.
        where.charge(canonical.length() / KEY_CHARS_PER_OPERATION);
        if (!dict.putIfAbsent(canonical, new PickleValue.Dict.Entry(key, value))) {
            throw where.malformed("the key " + Describe.value(key) + " twice in a dict", "keys must differ");
        }
    }

    /** Objects are keys by their identity; lists, dicts and long texts are none. */
    private String identityOf(PickleValue key) throws MalformedCheckpointException {
        boolean hashable = key instanceof PickleValue.Stub
                || key instanceof PickleValue.TensorData
                || key instanceof PickleValue.UnreadTensor;
        if (!hashable) {
            throw where.malformed(
                    "a dict key that is " + Describe.value(key),
                    "numbers, short tuples and texts of at most "
                            + where.limits().nameBytes() + " bytes are allowed");
        }
        return objectKeys.computeIfAbsent(key, unused -> "object " + objectKeys.size());
    }

    private PickleValue.Stub stub(PickleValue.Global function, List<PickleValue> arguments) {
        return new PickleValue.Stub(function, arguments, false, where.operationOffset());
    }

    /** {@code _rebuild_from_type_v2(function, type, arguments, state)}: a tensor that has attributes. */
    private PickleValue fromType(List<PickleValue> arguments) throws MalformedCheckpointException {
        if (!(arguments.size() == 4
                && arguments.get(0) instanceof PickleValue.Global function
                && arguments.get(1) instanceof PickleValue.Global type
                && arguments.get(2) instanceof Sequence own)) {
            throw where.malformed(
                    "_rebuild_from_type_v2 of other arguments than a tensor's",
                    "(torch._utils._rebuild_..., class, arguments, state) is expected");
        }
        boolean isWrapper = function.qualifiedName().equals("torch._utils._rebuild_wrapper_subclass");
        if (isWrapper || !function.qualifiedName().startsWith("torch._utils._rebuild_")) {
            UnreadTensors.Kind kind = isWrapper ? null : UnreadTensors.ofCall(function);
            return tensors.unread(kind == null ? UnreadTensors.ofClass(type) : kind, arguments);
        }
        PickleValue tensor = call(function, own.items());
        if (tensor instanceof PickleValue.TensorData data) {
            data.setAttributes(arguments.get(3));
        } else if (tensor instanceof PickleValue.UnreadTensor unread) {
            unread.addPart(arguments.get(3));
        }
        return tensor;
    }

    /** Python 2 gave an ordered dict its items as an argument, a counter has a dict, a default dict its factory. */
    private PickleValue dict(PickleValue.Global type, List<PickleValue> arguments) throws MalformedCheckpointException {
        PickleValue.Dict dict = new PickleValue.Dict(where.operationOffset());
        for (PickleValue argument : arguments) {
            if (argument instanceof PickleValue.Dict items) {
                where.charge(items.entries().size());
                for (PickleValue.Dict.Entry entry : items.entries()) {
                    put(dict, entry.key(), entry.value());
                }
            } else if (argument instanceof Sequence pairs) {
                where.charge(pairs.items().size());
                for (PickleValue pair : pairs.items()) {
                    putPair(dict, pair);
                }
            } else {
                if (!(argument instanceof PickleValue.Global || argument instanceof PickleValue.Nothing)) {
                    throw where.malformed(
                            PrintableText.quote(type.qualifiedName()) + " of " + Describe.value(argument),
                            "its items are expected");
                }
            }
        }
        return dict;
    }

    private void putPair(PickleValue.Dict dict, PickleValue pair) throws MalformedCheckpointException {
        if (!(pair instanceof Sequence items) || items.items().size() != 2) {
            throw where.malformed(
                    "an item of a dict that is " + Describe.value(pair), "a key and a value are expected");
        }
        put(dict, items.items().get(0), items.items().get(1));
    }

    private PickleValue copy(PickleValue.Global type, List<PickleValue> arguments, Sequence.Kind kind)
            throws MalformedCheckpointException {
        if (arguments.isEmpty()) {
            return new Sequence(kind, List.of());
        }
        if (arguments.size() == 1 && arguments.get(0) instanceof Sequence items) {
            where.charge(items.items().size());
            return new Sequence(kind, items.items());
        }
        throw where.malformed(
                PrintableText.quote(type.qualifiedName()) + " of " + Describe.value(arguments.get(0)),
                "a list or tuple is expected");
    }

    /** Protocol 2 has no bytes: Python 3 writes them as a text in Latin-1 and a call. */
    private PickleValue encode(PickleValue.Global function, List<PickleValue> arguments)
            throws MalformedCheckpointException {
        boolean isLatin1 = arguments.size() == 2
                && arguments.get(0) instanceof PickleValue.Text
                && arguments.get(1).isText("latin1");
        if (!isLatin1) {
            return stub(function, arguments);
        }
        encodedBytes += ((PickleValue.Text) arguments.get(0)).value().length();
        if (encodedBytes > where.limits().pickleBytes()) {
            throw where.malformed(
                    "byte strings of more than " + where.limits().pickleBytes() + " bytes", "that is the limit");
        }
        byte[] bytes = ((PickleValue.Text) arguments.get(0)).value().getBytes(StandardCharsets.ISO_8859_1);
        return new PickleValue.Bytes(ByteBuffer.wrap(bytes));
    }

    private PickleValue scalar(PickleValue.Global function, List<PickleValue> arguments) {
        @Nullable PickleValue number = Numpy.scalar(arguments);
        return number == null ? stub(function, arguments) : number;
    }
}
