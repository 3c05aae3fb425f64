package org.inceptionnext.checkpoint.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;

/**
 * Which part of a file's object is meant by "the weights".
 *
 * <p>The moving average first, then the weights themselves, as timm's loader and YOLOv5 choose; else the object as a whole.
 */
final class WeightSearch {
    private static final List<String> WRAPPER_KEYS =
            List.of("state_dict_ema", "model_ema", "ema", "state_dict", "model_state_dict", "model_state", "model");
    private static final int MAX_LISTED_DEPTH = 3;
    private static final int MAX_LISTED_KEYS = 100;

    /** A part of the object, and the dotted way to it; empty for the whole. */
    record Part(String key, PickleValue value) {}

    private WeightSearch() {}

    static Part choose(PickleValue root) {
        for (String key : WRAPPER_KEYS) {
            Optional<PickleValue> value = root instanceof Dict dict ? dict.get(key) : Optional.empty();
            if (value.isPresent() && holdsWeights(value.get())) {
                return new Part(key, value.get());
            }
        }
        return new Part("", root);
    }

    /** Returns what stands under a dotted way, whose parts are keys, indexes or attributes. */
    static Optional<Part> find(PickleValue root, String key) {
        PickleValue value = root;
        String rest = key;
        while (!rest.isEmpty()) {
            Optional<PickleValue> whole = child(value, rest);
            if (whole.isPresent()) {
                return whole.map(found -> new Part(key, found));
            }
            int dot = rest.indexOf('.');
            Optional<PickleValue> next = dot < 0 ? Optional.empty() : child(value, rest.substring(0, dot));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
            rest = rest.substring(dot + 1);
        }
        return Optional.of(new Part(key, value));
    }

    /** Returns the ways to every state dict and module, those of the whole object left out. */
    static List<String> keys(PickleValue root) {
        List<Part> level = List.of(new Part("", root));
        List<String> keys = new ArrayList<>();
        for (int depth = 0; depth < MAX_LISTED_DEPTH; depth++) {
            List<Part> next = new ArrayList<>();
            for (Part part : level) {
                if (part.value() instanceof Dict dict && !holdsWeights(dict)) {
                    addChildren(part, dict, keys, next);
                } else if (part.value() instanceof Stub stub
                        && !Members.isModule(stub)
                        && stub.state().orElse(null) instanceof Dict attributes) {
                    addChildren(part, attributes, keys, next);
                }
            }
            level = next;
        }
        return keys;
    }

    private static void addChildren(Part parent, Dict dict, List<String> keys, List<Part> next) {
        for (Dict.Entry entry : dict.entries()) {
            if (!(entry.key() instanceof PickleValue.Text name) || next.size() >= MAX_LISTED_KEYS) {
                continue;
            }
            String key = parent.key().isEmpty() ? name.value() : parent.key() + "." + name.value();
            next.add(new Part(key, entry.value()));
            if (holdsWeights(entry.value()) && keys.size() < MAX_LISTED_KEYS) {
                keys.add(key);
            }
        }
    }

    private static Optional<PickleValue> child(PickleValue value, String name) {
        if (value instanceof Stub stub) {
            return stub.attribute(name).or(() -> stub.entries().get(name));
        }
        if (value instanceof Dict dict) {
            return dict.get(name)
                    .or(() -> dict.entries().stream()
                            .filter(entry -> entry.key() instanceof PickleValue.Int number
                                    && Long.toString(number.value()).equals(name))
                            .map(Dict.Entry::value)
                            .findFirst());
        }
        boolean isIndex = value instanceof Sequence && name.matches("[0-9]{1,9}");
        if (!isIndex) {
            return Optional.empty();
        }
        List<PickleValue> items = ((Sequence) value).items();
        int index = Integer.parseInt(name);
        return index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
    }

    private static boolean holdsWeights(PickleValue value) {
        if (value instanceof Dict dict) {
            return dict.entries().stream().anyMatch(entry -> TensorRebuilder.isTensor(entry.value()));
        }
        return value instanceof Stub stub && Members.isModule(stub);
    }
}
