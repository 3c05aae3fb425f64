package org.inceptionnext.checkpoint.pickle;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Dict keys as texts that are equal when Python holds the keys for equal ({@code 1 == 1.0 == True}): so that two readers
 * cannot see two dicts, and so that no key's hash or comparison walks a structure that the file's author made.
 */
final class DictKey {
    private static final int MAX_TUPLE_ITEMS = 16;

    private DictKey() {}

    static String of(String text) {
        return "text " + text;
    }

    /** Returns the key, null if it is not hashable in Python, or longer or deeper than any key met so far. */
    static @Nullable String of(PickleValue value, int maxBytes) {
        if (value instanceof PickleValue.Sequence tuple && tuple.kind() == PickleValue.Sequence.Kind.TUPLE) {
            return ofTuple(tuple, maxBytes);
        }
        return ofScalar(value, maxBytes);
    }

    private static @Nullable String ofTuple(PickleValue.Sequence tuple, int maxBytes) {
        if (tuple.items().size() > MAX_TUPLE_ITEMS) {
            return null;
        }
        StringBuilder key = new StringBuilder("tuple");
        for (PickleValue item : tuple.items()) {
            String part = ofScalar(item, maxBytes);
            if (part == null) {
                return null;
            }
            key.append(' ').append(part.length()).append(' ').append(part);
        }
        return key.toString();
    }

    private static @Nullable String ofScalar(PickleValue value, int maxBytes) {
        if (value instanceof PickleValue.Text text) {
            boolean fits = text.value().length() <= maxBytes
                    && text.value().getBytes(StandardCharsets.UTF_8).length <= maxBytes;
            return fits ? of(text.value()) : null;
        }
        if (value instanceof PickleValue.Bytes bytes) {
            byte[] content = new byte[bytes.value().remaining()];
            if (content.length > maxBytes) {
                return null;
            }
            bytes.value().get(content);
            return "bytes " + HexFormat.of().formatHex(content);
        }
        if (value instanceof PickleValue.Real real) {
            return real.value() == (long) real.value() ? "number " + (long) real.value() : "number " + real.value();
        }
        if (value instanceof PickleValue.BigInt big) {
            return big.value().bitLength() > 8 * maxBytes ? null : "number " + big.value();
        }
        return ofSmallScalar(value);
    }

    private static @Nullable String ofSmallScalar(PickleValue value) {
        if (value instanceof PickleValue.Int number) {
            return "number " + number.value();
        }
        if (value instanceof PickleValue.Bool bool) {
            return bool.value() ? "number 1" : "number 0";
        }
        if (value instanceof PickleValue.Nothing) {
            return "none";
        }
        if (value instanceof PickleValue.Global global) {
            return "global " + global.qualifiedName();
        }
        return null;
    }
}
