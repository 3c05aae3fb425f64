package org.inceptionnext.checkpoint.pickle;

import java.util.Locale;
import java.util.stream.Collectors;
import org.inceptionnext.text.PrintableText;

/** Values of a pickle in words, for messages. */
public final class Describe {
    private static final int MAX_SHOWN_ITEMS = 8;

    private Describe() {}

    /** Returns a noun with its article; texts are escaped and cut. */
    public static String value(PickleValue value) {
        if (value instanceof PickleValue.Sequence sequence) {
            return "a " + sequence.kind().name().toLowerCase(Locale.ROOT) + " of "
                    + sequence.items().size();
        }
        if (value instanceof PickleValue.Dict dict) {
            return "a dict of " + dict.entries().size();
        }
        if (value instanceof PickleValue.Stub stub) {
            return "an object of " + PrintableText.quote(stub.type().qualifiedName());
        }
        if (value instanceof PickleValue.TensorData || value instanceof PickleValue.UnreadTensor) {
            return "a tensor";
        }
        return value instanceof PickleValue.Storage ? "a storage" : scalar(value);
    }

    /** Returns the same, with the items of a short tuple or list. */
    static String items(PickleValue value) {
        if (value instanceof PickleValue.Sequence sequence && sequence.items().size() <= MAX_SHOWN_ITEMS) {
            return value(value) + ": "
                    + sequence.items().stream().map(Describe::value).collect(Collectors.joining(", "));
        }
        return value(value);
    }

    private static String scalar(PickleValue value) {
        if (value instanceof PickleValue.Text text) {
            return "the text " + PrintableText.quote(text.value());
        }
        if (value instanceof PickleValue.Int number) {
            return "the number " + number.value();
        }
        if (value instanceof PickleValue.BigInt big) {
            return "a number of " + big.value().bitLength() + " bits";
        }
        if (value instanceof PickleValue.Real real) {
            return "the number " + real.value();
        }
        if (value instanceof PickleValue.Bool bool) {
            return bool.value() ? "True" : "False";
        }
        if (value instanceof PickleValue.Bytes bytes) {
            return "a byte string of " + bytes.value().remaining();
        }
        return value instanceof PickleValue.Global global
                ? "the name " + PrintableText.quote(global.qualifiedName())
                : "None";
    }
}
