package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Bool;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Int;
import org.inceptionnext.checkpoint.pickle.PickleValue.Nothing;
import org.inceptionnext.checkpoint.pickle.PickleValue.Real;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows inside a checkpoint into what a YAML reader makes of them: lists, maps, texts, numbers, truth values, null.
 *
 * <p>A pickle can hold one list in many places, and a list in itself, so what comes out can be far larger than the file:
 * the number of values and their depth are limited.
 */
final class PlainValues {
    private static final int MAX_VALUES = 100_000;

    /** Rows are lists in a list in a dict; their anchors are one deeper. */
    private static final int MAX_DEPTH = 16;

    private final String file;
    private int remaining = MAX_VALUES;

    private PlainValues(String file) {
        this.file = file;
    }

    /**
     * Converts a dict.
     *
     * @param file how messages name it
     * @throws RowFormatException if it holds too much, or something else
     */
    static Map<String, @Nullable Object> of(String file, Dict dict) {
        return new PlainValues(file).map(dict, 0);
    }

    private Map<String, @Nullable Object> map(Dict dict, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Dict.Entry entry : dict.entries()) {
            map.put(String.valueOf(value(entry.key(), depth)), value(entry.value(), depth));
        }
        return map;
    }

    private @Nullable Object value(PickleValue value, int depth) {
        if (remaining-- == 0 || depth == MAX_DEPTH) {
            throw new RowFormatException(
                    file,
                    "its rows hold more than " + MAX_VALUES + " values or are nested more than " + MAX_DEPTH + " deep");
        }
        if (value instanceof Text text) {
            return text.value();
        }
        if (value instanceof Int number) {
            long wide = number.value();
            return wide == (int) wide ? (Object) (int) wide : (Object) wide;
        }
        if (value instanceof Real number) {
            return number.value();
        }
        if (value instanceof Bool flag) {
            return flag.value();
        }
        if (value instanceof Nothing) {
            return null;
        }
        if (value instanceof Sequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(value(item, depth + 1)));
            return list;
        }
        if (value instanceof Dict dict) {
            return map(dict, depth + 1);
        }
        throw new RowFormatException(
                file, "its rows hold a " + value.getClass().getSimpleName() + ", which is neither text nor number");
    }
}
