package org.inceptionnext.checkpoint.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.CheckpointKind;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A pickle machine that only records: protocols 2 to 5, and what Python 2 wrote as protocol 2.
 *
 * <p>An explicit stack, no recursion, no reflection. Calls are looked up in {@link PickleCalls}; whatever is not there stays a
 * {@link PickleValue.Stub}. The first name that is on no list of {@link TorchGlobals} is reported with the result.
 */
public final class Unpickler {
    private static final int MIN_PROTOCOL = 2;
    private static final int MAX_PROTOCOL = 5;
    /** Honest files get each memo entry about once or twice; an expansion bomb gets few of them very often. */
    private static final int GETS_PER_PUT = 50;

    private static final int GETS_BEFORE_RATIO_COUNTS = 10_000;

    private final PickleInput in;
    private final PersistentLoader storages;
    private final PickleCalls calls;
    private final List<PickleValue> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();
    private final Map<String, Integer> globals = new LinkedHashMap<>();
    private CheckpointKind kind = CheckpointKind.STATE_DICT;
    private Pickle.@Nullable Foreign foreign;
    private long gets;
    private long puts;

    private Unpickler(PickleInput in, PersistentLoader storages, PickleCalls calls) {
        this.in = in;
        this.storages = storages;
        this.calls = calls;
    }

    /** Reads one pickle. Whether names on no list are welcome is for the caller to judge: see {@link Pickle#foreign()}. */
    public static Pickle read(PickleInput in, PersistentLoader storages, PickleCalls calls) throws IOException {
        return new Unpickler(in, storages, calls).run();
    }

    /** Returns whether a file starts as a pickle does: a protocol, then an operation. */
    public static boolean looksLike(CheckpointFile file) throws IOException {
        if (file.sizeBytes() < 3) {
            return false;
        }
        ByteBuffer head = file.bytes(0, 3);
        int protocol = head.get(1);
        return (head.get(0) & 0xff) == Opcode.PROTO.code()
                && protocol >= MIN_PROTOCOL
                && protocol <= MAX_PROTOCOL
                && Opcode.of(head.get(2) & 0xff) != null;
    }

    private Pickle run() throws IOException {
        in.verify(
                in.nextOperation() == Opcode.PROTO.code(),
                "a pickle of protocol 0 or 1, or no pickle",
                "protocols 2 to 5 are read; save it again with torch.save");
        int protocol = in.u8();
        if (!(protocol >= MIN_PROTOCOL && protocol <= MAX_PROTOCOL)) {
            throw in.malformed("a pickle of protocol " + protocol, "protocols 2 to 5 are read");
        }
        while (true) {
            int code = in.nextOperation();
            Opcode opcode = Opcode.of(code);
            if (opcode == null) {
                throw in.malformed("the unknown operation 0x" + Integer.toHexString(code), "this is no valid pickle");
            }
            if (opcode == Opcode.STOP) {
                return finish();
            }
            execute(opcode);
            if (stack.size() + marks.size() > in.limits().stackDepth()) {
                throw in.malformed(
                        "more than " + in.limits().stackDepth() + " values on the stack", "that is the limit");
            }
        }
    }

    private Pickle finish() throws IOException {
        in.finish();
        PickleValue root = pop();
        if (!(stack.isEmpty() && marks.isEmpty())) {
            throw in.malformed(stack.size() + " values left on the stack at the end", "a pickle is one value");
        }
        return new Pickle(
                root,
                kind,
                Collections.unmodifiableMap(globals),
                calls.tensors(),
                Optional.ofNullable(foreign),
                in.position());
    }

    private void execute(Opcode opcode) throws IOException {
        switch (opcode) {
            case NONE, NEWTRUE, NEWFALSE, INT, BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT -> push(number(opcode));
            case BINUNICODE, SHORT_BINUNICODE, BINUNICODE8 -> push(new PickleValue.Text(in.text(length(opcode))));
            case BINSTRING, SHORT_BINSTRING -> push(pythonTwoText(in.take(length(opcode))));
            case BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8 ->
                push(new PickleValue.Bytes(ByteBuffer.wrap(in.take(length(opcode)))));
            case EMPTY_TUPLE, EMPTY_LIST, EMPTY_DICT, EMPTY_SET, TUPLE, TUPLE1, TUPLE2, TUPLE3, FROZENSET ->
                push(container(opcode));
            case APPEND, APPENDS, ADDITEMS, SETITEM, SETITEMS -> fill(opcode);
            case MARK -> marks.push(stack.size());
            case POP, POP_MARK -> drop(opcode);
            case PUT, BINPUT, LONG_BINPUT, MEMOIZE, GET, BINGET, LONG_BINGET -> memo(opcode);
            case GLOBAL, STACK_GLOBAL -> push(global(opcode));
            case REDUCE, NEWOBJ, NEWOBJ_EX, OBJ -> push(call(opcode));
            case BUILD -> build();
            case BINPERSID -> push(persistent(pop()));
            case FRAME -> in.startFrame(in.i64());
            case DUP, INST, EXT1, EXT2, EXT4, PERSID, NEXT_BUFFER, READONLY_BUFFER -> throw refused(opcode);
            case FLOAT, LONG, STRING, UNICODE, LIST, DICT -> throw refused(opcode);
            case PROTO, STOP -> throw in.malformed("the operation " + opcode + " in the middle", "once is allowed");
        }
    }

    private MalformedCheckpointException refused(Opcode opcode) {
        return in.malformed("the operation " + opcode, "torch.save never writes it, and it is not read");
    }

    private PickleValue number(Opcode opcode) throws IOException {
        return switch (opcode) {
            case NONE -> PickleValue.Nothing.INSTANCE;
            case NEWTRUE -> new PickleValue.Bool(true);
            case NEWFALSE -> new PickleValue.Bool(false);
            case BININT -> new PickleValue.Int(in.i32());
            case BININT1 -> new PickleValue.Int(in.u8());
            case BININT2 -> new PickleValue.Int(in.u16());
            case BINFLOAT -> new PickleValue.Real(in.bigEndianDouble());
            case INT -> decimal(in.line());
            default -> integer(in.take(opcode == Opcode.LONG1 ? in.u8() : in.u32()));
        };
    }

    /** Python 2 wrote numbers of 33 to 64 bits as decimal digits, in protocol 2 too. */
    private PickleValue decimal(String digits) throws MalformedCheckpointException {
        if (!digits.matches("-?[0-9]{1,18}")) {
            throw in.malformed(PrintableText.quote(digits), "a decimal number is expected");
        }
        return new PickleValue.Int(Long.parseLong(digits));
    }

    private static PickleValue integer(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length + 1];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[littleEndian.length - i] = littleEndian[i];
        }
        bigEndian[0] = (byte) (littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0);
        BigInteger value = new BigInteger(bigEndian);
        return value.bitLength() < Long.SIZE ? new PickleValue.Int(value.longValue()) : new PickleValue.BigInt(value);
    }

    private long length(Opcode opcode) throws IOException {
        return switch (opcode) {
            case SHORT_BINSTRING, SHORT_BINUNICODE, SHORT_BINBYTES -> in.u8();
            case BINUNICODE8, BINBYTES8, BYTEARRAY8 -> in.i64();
            default -> in.u32();
        };
    }

    /** A str of Python 2 is a text where it is UTF-8, else bytes. */
    private static PickleValue pythonTwoText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? new PickleValue.Text(text) : new PickleValue.Bytes(ByteBuffer.wrap(bytes));
    }

    private PickleValue container(Opcode opcode) throws IOException {
        return switch (opcode) {
            case EMPTY_LIST -> new Sequence(Sequence.Kind.LIST, List.of());
            case EMPTY_DICT -> new PickleValue.Dict(in.operationOffset());
            case EMPTY_SET -> new Sequence(Sequence.Kind.SET, List.of());
            case FROZENSET -> new Sequence(Sequence.Kind.SET, popToMark());
            case TUPLE -> new Sequence(Sequence.Kind.TUPLE, popToMark());
            case TUPLE1 -> new Sequence(Sequence.Kind.TUPLE, pop(1));
            case TUPLE2 -> new Sequence(Sequence.Kind.TUPLE, pop(2));
            case TUPLE3 -> new Sequence(Sequence.Kind.TUPLE, pop(3));
            default -> new Sequence(Sequence.Kind.TUPLE, List.of());
        };
    }

    private void fill(Opcode opcode) throws IOException {
        List<PickleValue> values = switch (opcode) {
            case APPEND -> pop(1);
            case SETITEM -> pop(2);
            default -> popToMark();
        };
        PickleValue target = top();
        switch (opcode) {
            case APPEND, APPENDS -> listOf(target, opcode, Sequence.Kind.LIST).addAll(values);
            case ADDITEMS -> listOf(target, opcode, Sequence.Kind.SET).addAll(values);
            default -> setItems(target, values);
        }
    }

    private Sequence listOf(PickleValue target, Opcode opcode, Sequence.Kind kind) throws MalformedCheckpointException {
        if (target instanceof Sequence sequence && sequence.kind() == kind) {
            return sequence;
        }
        if (target instanceof PickleValue.Stub stub) {
            return stub.items();
        }
        throw in.malformed(
                opcode + " on " + Describe.value(target),
                "it needs a " + kind.name().toLowerCase(Locale.ROOT));
    }

    private void setItems(PickleValue target, List<PickleValue> values) throws MalformedCheckpointException {
        in.verify(values.size() % 2 == 0, "a key without a value", "keys and values come in pairs");
        for (int i = 0; i < values.size(); i += 2) {
            calls.put(dictOf(target), values.get(i), values.get(i + 1));
        }
    }

    private PickleValue.Dict dictOf(PickleValue target) throws MalformedCheckpointException {
        if (target instanceof PickleValue.Dict dict) {
            return dict;
        }
        if (target instanceof PickleValue.Stub stub && !TorchGlobals.isLegacyTensor(stub.type())) {
            return stub.entries();
        }
        throw in.malformed("an item set on " + Describe.value(target), "items are set on dicts");
    }

    private void drop(Opcode opcode) throws IOException {
        if (opcode == Opcode.POP_MARK) {
            popToMark();
        } else if (!marks.isEmpty() && marks.element() == stack.size()) {
            marks.pop();
        } else {
            pop();
        }
    }

    private void memo(Opcode opcode) throws IOException {
        switch (opcode) {
            case BINPUT -> put(in.u8());
            case LONG_BINPUT -> put(in.u32());
            case MEMOIZE -> put(memo.size());
            case BINGET -> get(in.u8());
            case LONG_BINGET -> get(in.u32());
            default -> throw refused(opcode);
        }
    }

    private void put(long index) throws MalformedCheckpointException {
        puts++;
        memo.put(index, top());
        if (memo.size() > in.limits().memoEntries()) {
            throw in.malformed("more than " + in.limits().memoEntries() + " memo entries", "that is the limit");
        }
    }

    private void get(long index) throws MalformedCheckpointException {
        gets++;
        if (!(gets <= GETS_BEFORE_RATIO_COUNTS || gets <= GETS_PER_PUT * puts)) {
            throw in.malformed(
                    gets + " uses of " + puts + " memo entries",
                    "at most " + GETS_PER_PUT + " uses of each are allowed on average");
        }
        PickleValue value = memo.get(index);
        if (value == null) {
            throw in.malformed("a use of memo entry " + index + ", which is not set", "it must be set before");
        }
        push(value);
    }

    private PickleValue global(Opcode opcode) throws IOException {
        if (opcode == Opcode.GLOBAL) {
            return known(new PickleValue.Global(in.line(), in.line()));
        }
        List<PickleValue> names = pop(2);
        if (names.get(0) instanceof PickleValue.Text module && names.get(1) instanceof PickleValue.Text name) {
            return known(new PickleValue.Global(module.value(), name.value()));
        }
        throw in.malformed(
                "a global named by " + Describe.value(names.get(0)) + " and " + Describe.value(names.get(1)),
                "two texts are expected");
    }

    private PickleValue.Global known(PickleValue.Global global) throws MalformedCheckpointException {
        if (globals.putIfAbsent(global.qualifiedName(), 0) != null) {
            return global;
        }
        String shown = PrintableText.quote(global.qualifiedName());
        in.verify(
                global.name().matches("\\w{1,256}") && global.module().matches("[\\w.]{1,256}"),
                "the global " + shown,
                "a module and a name without a dot are expected");
        CheckpointKind kindOfGlobal = TorchGlobals.kindOf(global);
        note(kindOfGlobal, "objects of classes that are not known, first " + shown);
        return global;
    }

    private void note(CheckpointKind found, String what) {
        if (found == CheckpointKind.FOREIGN_OBJECT && foreign == null) {
            foreign = new Pickle.Foreign(what, in.operationOffset());
        }
        if (found.compareTo(kind) > 0) {
            kind = found;
        }
    }

    private PickleValue call(Opcode opcode) throws IOException {
        if (opcode == Opcode.OBJ) {
            note(CheckpointKind.FOREIGN_OBJECT, "the operation OBJ, which torch.save never writes");
        }
        PickleValue keywords = opcode == Opcode.NEWOBJ_EX ? pop() : PickleValue.Nothing.INSTANCE;
        List<PickleValue> all = opcode == Opcode.OBJ ? popToMark() : callee();
        in.verify(!all.isEmpty(), "a call of nothing", "a class is expected");
        List<PickleValue> arguments = new ArrayList<>(all.subList(1, all.size()));
        if (opcode == Opcode.NEWOBJ_EX) {
            arguments.add(keywords);
        }
        if (opcode == Opcode.REDUCE && all.get(0) instanceof PickleValue.Stub made) {
            return calls.call(made, arguments);
        }
        if (!(all.get(0) instanceof PickleValue.Global function)) {
            throw in.malformed(
                    "a call of " + Describe.value(all.get(0)), "only named classes and functions are called");
        }
        globals.merge(function.qualifiedName(), 1, Integer::sum);
        return opcode == Opcode.REDUCE ? calls.call(function, arguments) : calls.newObject(function, arguments);
    }

    /** Pops an argument tuple and what is called; returns the callee followed by its arguments. */
    private List<PickleValue> callee() throws MalformedCheckpointException {
        List<PickleValue> operands = pop(2);
        if (!(operands.get(1) instanceof Sequence tuple) || tuple.kind() != Sequence.Kind.TUPLE) {
            throw in.malformed(
                    "a call with " + Describe.value(operands.get(1)) + " as its arguments", "a tuple is expected");
        }
        in.charge(tuple.items().size());
        List<PickleValue> all = new ArrayList<>();
        all.add(operands.get(0));
        all.addAll(tuple.items());
        return all;
    }

    private void build() throws IOException {
        PickleValue state = pop();
        PickleValue target = top();
        if (target instanceof PickleValue.Stub stub) {
            calls.setState(stub, state);
        } else if (target instanceof PickleValue.TensorData tensor) {
            calls.setState(tensor, state);
        } else if (target instanceof PickleValue.UnreadTensor unread) {
            unread.addPart(state);
        } else if (target instanceof PickleValue.Dict dict && state instanceof PickleValue.Dict) {
            dict.setAttributes(state);
        } else {
            throw in.malformed(
                    "a state set on " + Describe.value(target),
                    "objects, tensors and ordered dicts have a state, which is mostly a dict");
        }
    }

    private PickleValue persistent(PickleValue id) throws IOException {
        boolean isModule = id instanceof Sequence tuple
                && !tuple.items().isEmpty()
                && tuple.items().get(0).isText("module");
        return isModule ? storages.moduleClass((Sequence) id, in) : storages.storage(StorageId.parse(id, in), in);
    }

    private void push(PickleValue value) {
        stack.add(value);
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.element();
    }

    private PickleValue top() throws MalformedCheckpointException {
        verifyDepth(1);
        return stack.get(stack.size() - 1);
    }

    private PickleValue pop() throws MalformedCheckpointException {
        verifyDepth(1);
        return stack.remove(stack.size() - 1);
    }

    /** Returns the topmost values in the order in which they were pushed. */
    private List<PickleValue> pop(int count) throws MalformedCheckpointException {
        verifyDepth(count);
        return cut(stack.size() - count);
    }

    private List<PickleValue> popToMark() throws MalformedCheckpointException {
        in.verify(!marks.isEmpty(), "an operation that needs a mark", "there is none on the stack");
        return cut(marks.pop());
    }

    private List<PickleValue> cut(int from) {
        List<PickleValue> tail = stack.subList(from, stack.size());
        List<PickleValue> values = new ArrayList<>(tail);
        tail.clear();
        return values;
    }

    private void verifyDepth(int count) throws MalformedCheckpointException {
        if (stack.size() - floor() < count) {
            throw in.malformed(
                    "an operation that needs " + count + " values",
                    "only " + (stack.size() - floor()) + " are on the stack");
        }
    }
}
