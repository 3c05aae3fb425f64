package org.inceptionnext.checkpoint.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.storage.ByteSource;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle says, as inert data: nothing in it has been executed or resolved. Containers may hold themselves.
 *
 * <p>Containers are complete when the checkpoint is open, and do not change afterwards.
 */
public sealed interface PickleValue {

    /** Returns whether this is the text. */
    default boolean isText(String text) {
        return this instanceof Text own && own.value().equals(text);
    }

    /** Python's {@code None}. */
    record Nothing() implements PickleValue {
        public static final Nothing INSTANCE = new Nothing();
    }

    /** A truth value. */
    record Bool(boolean value) implements PickleValue {}

    /** A whole number of at most 64 bits. */
    record Int(long value) implements PickleValue {}

    /** A whole number that needs more than 64 bits. */
    record BigInt(BigInteger value) implements PickleValue {}

    /** A floating-point number. */
    record Real(double value) implements PickleValue {}

    /** A text; may hold anything, escape it before showing it ({@link PrintableText}). */
    record Text(String value) implements PickleValue {}

    /** A byte string. */
    record Bytes(ByteBuffer value) implements PickleValue {
        /** Keeps a read-only view. */
        public Bytes {
            value = value.asReadOnlyBuffer();
        }

        @Override
        public ByteBuffer value() {
            return value.duplicate();
        }
    }

    /** The name of a class or function: only a name. */
    record Global(String module, String name) implements PickleValue {
        /** Returns module and name with a dot between them. */
        public String qualifiedName() {
            return module + "." + name;
        }
    }

    /** A tensor. */
    final class TensorData implements PickleValue {
        private Tensor tensor;
        private @Nullable PickleValue attributes;

        TensorData(Tensor tensor) {
            this.tensor = tensor;
        }

        /** Returns the elements, under no name. */
        public Tensor tensor() {
            return tensor;
        }

        /** Returns the attributes that Python code hung on the tensor, and its hooks. */
        public Optional<PickleValue> attributes() {
            return Optional.ofNullable(attributes);
        }

        void setTensor(Tensor tensor) {
            this.tensor = tensor;
        }

        void setAttributes(PickleValue attributes) {
            this.attributes = attributes;
        }
    }

    /** A tensor that cannot be given as plain numbers: sparse, quantised, without elements, of a type with no name here. */
    final class UnreadTensor implements PickleValue {
        private final String what;
        private final String cure;
        private final long offset;
        private final List<PickleValue> parts;

        /**
         * @param what what it is, with its article
         * @param cure what its owner can do in Python
         * @param parts the values, tensors among them, of which Python would make it
         */
        UnreadTensor(String what, String cure, long offset, List<PickleValue> parts) {
            this.what = what;
            this.cure = cure;
            this.offset = offset;
            this.parts = new ArrayList<>(parts);
        }

        /** Returns what it is, with its article. */
        public String what() {
            return what;
        }

        /** Returns what its owner can do in Python to have a plain tensor. */
        public String cure() {
            return cure;
        }

        /** Returns the byte of the file at which the pickle makes it. */
        public long offset() {
            return offset;
        }

        /** Returns the values, tensors among them, of which Python would make it; unmodifiable. */
        public List<PickleValue> parts() {
            return Collections.unmodifiableList(parts);
        }

        void addPart(PickleValue part) {
            parts.add(part);
        }
    }

    /** A list, tuple or set. */
    final class Sequence implements PickleValue {
        /** Which of them it is. */
        public enum Kind {
            LIST,
            TUPLE,
            SET
        }

        private final Kind kind;
        private final List<PickleValue> items;

        Sequence(Kind kind, Collection<PickleValue> items) {
            this.kind = kind;
            this.items = kind == Kind.TUPLE ? List.copyOf(items) : new ArrayList<>(items);
        }

        /** Returns what it is. */
        public Kind kind() {
            return kind;
        }

        /** Returns the items in order, unmodifiable. */
        public List<PickleValue> items() {
            return Collections.unmodifiableList(items);
        }

        void addAll(List<PickleValue> more) {
            items.addAll(more);
        }
    }

    /** A dict. */
    final class Dict implements PickleValue {
        /** A key and what it stands for. */
        public record Entry(PickleValue key, PickleValue value) {}

        private static final int INITIAL_CAPACITY = 4;

        private final long offset;
        private Map<String, Entry> entries = Map.of();
        private @Nullable PickleValue attributes;

        Dict(long offset) {
            this.offset = offset;
        }

        /** Returns the entries in order, unmodifiable. */
        public Collection<Entry> entries() {
            return Collections.unmodifiableCollection(entries.values());
        }

        /** Returns what stands under a text. */
        public Optional<PickleValue> get(String key) {
            return Optional.ofNullable(entries.get(DictKey.of(key))).map(Entry::value);
        }

        /** Returns the attributes that an ordered dict has beside its entries: torch's state dicts have {@code _metadata}. */
        public Optional<PickleValue> attributes() {
            return Optional.ofNullable(attributes);
        }

        void setAttributes(PickleValue attributes) {
            this.attributes = attributes;
        }

        /** Returns the byte of the file at which the pickle makes the dict. */
        public long offset() {
            return offset;
        }

        /** Returns false, and does nothing, if an equal key is there. */
        boolean putIfAbsent(String canonicalKey, Entry entry) {
            if (entries.isEmpty()) {
                entries = new LinkedHashMap<>(INITIAL_CAPACITY);
            }
            return entries.putIfAbsent(canonicalKey, entry) == null;
        }
    }

    /** An object of a class, or the result of a call, that was recorded instead of made. */
    final class Stub implements PickleValue {
        private final Global type;
        private final List<PickleValue> arguments;
        private final boolean made;
        private final long offset;
        private final Dict entries;
        private final Sequence items = new Sequence(Sequence.Kind.LIST, List.of());
        private @Nullable PickleValue state;
        private @Nullable Tensor tensor;

        /** @param made whether it is a new object of a class, without a call of its constructor */
        Stub(Global type, List<PickleValue> arguments, boolean made, long offset) {
            this.type = type;
            this.made = made;
            this.arguments = List.copyOf(arguments);
            this.offset = offset;
            this.entries = new Dict(offset);
        }

        /** Returns the class or function. */
        public Global type() {
            return type;
        }

        /** Returns the arguments of the call, unmodifiable. */
        public List<PickleValue> arguments() {
            return arguments;
        }

        /** Returns whether it is a new object of a class, made of its arguments by {@code __new__}, not by a call. */
        public boolean isNew() {
            return made;
        }

        /** Returns an attribute of the object. */
        public Optional<PickleValue> attribute(String name) {
            return state instanceof Dict attributes ? attributes.get(name) : Optional.empty();
        }

        /** Returns the state that the object was given: mostly a dict of its attributes. */
        public Optional<PickleValue> state() {
            return Optional.ofNullable(state);
        }

        /** Returns what was put under keys, if the class is a kind of dict. */
        public Dict entries() {
            return entries;
        }

        /** Returns what was appended, if the class is a kind of list. */
        public Sequence items() {
            return items;
        }

        /** Returns the elements, if this is a numpy array of numbers, or a tensor as torch wrote it before 0.2. */
        public Optional<Tensor> array() {
            return Optional.ofNullable(tensor);
        }

        /** Returns the byte of the file at which the pickle makes the object. */
        public long offset() {
            return offset;
        }

        void setState(PickleValue state) {
            this.state = state;
        }

        void setTensor(Tensor tensor) {
            this.tensor = tensor;
        }
    }

    /** Bytes that tensors are views of. */
    public final class Storage implements PickleValue {
        private final String key;
        private final @Nullable DType dtype;
        private final long sizeBytes;
        private final ByteSource source;

        /**
         * @param dtype of its elements; null if it is untyped or of a type that is not supported
         * @param source of exactly so many bytes
         */
        public Storage(String key, @Nullable DType dtype, long sizeBytes, ByteSource source) {
            this.key = key;
            this.dtype = dtype;
            this.sizeBytes = sizeBytes;
            this.source = source;
        }

        String key() {
            return key;
        }

        @Nullable
        DType dtype() {
            return dtype;
        }

        long sizeBytes() {
            return sizeBytes;
        }

        ByteSource source() {
            return source;
        }
    }
}
