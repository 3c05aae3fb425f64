package org.inceptionnext.recognise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.BigInt;
import org.inceptionnext.checkpoint.pickle.PickleValue.Bool;
import org.inceptionnext.checkpoint.pickle.PickleValue.Int;
import org.inceptionnext.checkpoint.pickle.PickleValue.Nothing;
import org.inceptionnext.checkpoint.pickle.PickleValue.Real;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;

/** Numbers and texts of a pickle, as Java's and as Python shows them. */
final class PlainValue {
    private static final int SHOWN_ITEMS = 8;

    private PlainValue() {}

    /** Returns a number, text or truth value as Java's; empty for anything else. */
    static Optional<Object> scalar(PickleValue value) {
        if (value instanceof Int number) {
            return Optional.of(number.value());
        }
        if (value instanceof Real number) {
            return Optional.of(number.value());
        }
        if (value instanceof Bool flag) {
            return Optional.of(flag.value());
        }
        if (value instanceof Text text) {
            return Optional.of(text.value());
        }
        return value instanceof BigInt number ? Optional.of(number.value()) : Optional.empty();
    }

    /** Returns a text, number, truth value or None as Python's {@code str} gives it; empty for anything else. */
    static Optional<String> text(PickleValue value) {
        if (value instanceof Bool flag) {
            return Optional.of(flag.value() ? "True" : "False");
        }
        return value instanceof Nothing ? Optional.of("None") : scalar(value).map(Object::toString);
    }

    /** Returns the whole numbers of a number, list or tuple; empty if there is anything else in it. */
    static Optional<List<Long>> longs(PickleValue value) {
        List<PickleValue> items = value instanceof Sequence sequence ? sequence.items() : List.of(value);
        List<Long> numbers = new ArrayList<>();
        for (PickleValue item : items) {
            if (item instanceof Int number) {
                numbers.add(number.value());
            } else if (item instanceof Real number && number.value() == Math.rint(number.value())) {
                numbers.add((long) number.value());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(numbers);
    }

    /** Returns a value for a message; its text is not escaped. */
    static String shown(PickleValue value) {
        if (value instanceof Sequence sequence) {
            List<String> items = sequence.items().stream()
                    .limit(SHOWN_ITEMS)
                    .map(item -> item instanceof Sequence ? "..." : shown(item))
                    .toList();
            return items.toString();
        }
        if (value instanceof Stub stub) {
            return "a " + stub.type().name();
        }
        return text(value).orElse("a " + value.getClass().getSimpleName());
    }
}
