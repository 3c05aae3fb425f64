package org.inceptionnext.checkpoint.pickle;

import java.util.List;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The persistent id of a storage: {@code ('storage', class, key, device, count)}, in old files with a sixth item. The device
 * is ignored.
 *
 * @param dtype U8 if the storage is untyped; null if it is of a quantised type
 * @param elementBytes by what the count is multiplied
 * @param count number of elements, of bytes if untyped
 * @param view the part of the storage that is meant; null for all
 */
public record StorageId(
        String className,
        @Nullable DType dtype,
        int elementBytes,
        String key,
        long count,
        @Nullable View view) {

    /** A storage within a storage, in elements. */
    public record View(String key, long offset, long count) {}

    private static final int ITEMS = 5;
    private static final int ITEMS_WITH_VIEW = 6;
    private static final int VIEW_ITEMS = 3;
    private static final int MAX_KEY_CHARS = 64;
    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z_]{1," + MAX_KEY_CHARS + "}");

    static StorageId parse(PickleValue value, PickleInput where) throws MalformedCheckpointException {
        List<PickleValue> items =
                value instanceof PickleValue.Sequence tuple && tuple.kind() == PickleValue.Sequence.Kind.TUPLE
                        ? tuple.items()
                        : List.of();
        boolean hasShape = (items.size() == ITEMS || items.size() == ITEMS_WITH_VIEW)
                && items.get(0).isText("storage");
        if (!hasShape
                || !(items.get(1) instanceof PickleValue.Global type)
                || !(items.get(2) instanceof PickleValue.Text key)
                || !(items.get(3) instanceof PickleValue.Text)
                || !(items.get(4) instanceof PickleValue.Int count)) {
            throw where.malformed(
                    "a persistent id that is " + Describe.items(value),
                    "('storage', class, key, device, count) is expected");
        }
        if (!KEY.matcher(key.value()).matches()) {
            throw where.malformed(
                    "the storage key " + PrintableText.quote(key.value()),
                    "letters, digits and underscores are allowed, at most " + MAX_KEY_CHARS);
        }
        if (count.value() < 0) {
            throw where.malformed("a storage of " + count.value() + " elements", "the count may not be negative");
        }
        View view = items.size() == ITEMS_WITH_VIEW ? view(items.get(ITEMS), where) : null;
        return ofClass(type, key.value(), count.value(), view, where);
    }

    /** Returns whether another id of the same key is of the same elements: untyped and uint8 are the same bytes. */
    public boolean isOfSameElements(StorageId other) {
        boolean sameType = dtype == null ? className.equals(other.className()) : dtype == other.dtype();
        return sameType && count == other.count();
    }

    /** Returns the length in bytes, which is declared by the id alone. */
    public long sizeBytes(PickleInput where) throws MalformedCheckpointException {
        try {
            return Math.multiplyExact(count, elementBytes);
        } catch (ArithmeticException e) {
            throw where.malformed(
                    "a storage of " + count + " elements of " + elementBytes + " bytes",
                    "the number of its bytes must fit 63 bits");
        }
    }

    private static StorageId ofClass(
            PickleValue.Global type, String key, long count, @Nullable View view, PickleInput where)
            throws MalformedCheckpointException {
        if (type.qualifiedName().equals("torch.storage.UntypedStorage")) {
            // As torch takes it: bytes, which may be seen as uint8 too.
            return new StorageId(type.name(), DType.U8, 1, key, count, view);
        }
        TorchType torchType = TorchGlobals.isTorch(type) ? TorchType.ofStorage(type.name()) : null;
        if (torchType != null) {
            DType dtype = torchType.dtype();
            return new StorageId(type.name(), dtype, dtype.sizeBytes(), key, count, view);
        }
        if (!TorchGlobals.isQuantizedStorage(type)) {
            throw where.malformed(
                    "a storage of class " + PrintableText.quote(type.qualifiedName()),
                    "torch's own storage classes are allowed");
        }
        int elementBytes = type.name().equals("QInt32Storage") ? Integer.BYTES : 1;
        return new StorageId(type.name(), null, elementBytes, key, count, view);
    }

    private static @Nullable View view(PickleValue value, PickleInput where) throws MalformedCheckpointException {
        if (value instanceof PickleValue.Nothing) {
            return null;
        }
        if (value instanceof PickleValue.Sequence tuple
                && tuple.items().size() == VIEW_ITEMS
                && tuple.items().get(0) instanceof PickleValue.Text key
                && tuple.items().get(1) instanceof PickleValue.Int offset
                && tuple.items().get(2) instanceof PickleValue.Int count) {
            return new View(key.value(), offset.value(), count.value());
        }
        throw where.malformed(
                "a view of a storage that is " + Describe.value(value), "None or (key, offset, count) is expected");
    }
}
