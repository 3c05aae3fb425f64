package org.inceptionnext.checkpoint.torch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.TensorRebuilder;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * What a value holds: first what has a name in a list of tensors, then the rest.
 *
 * <p>Named are the entries of dicts, lists, tuples and sets and of classes derived from them (a named tuple and torch's return
 * types by the position of their fields), and of a module what its {@code state_dict()} has. The rest are attributes of other
 * objects, arguments of recorded calls, keys of dicts, and buffers that a state dict leaves out.
 */
final class Members {
    /**
     * Something that a value holds.
     *
     * @param name the part of a tensor's name; null where a dict's key is neither a text nor a whole number
     * @param value what it is
     */
    record Named(@Nullable String name, PickleValue value) {}

    /**
     * Something that a value holds and that has no name.
     *
     * @param where what it is inside of, for a message
     */
    record Rest(String where, PickleValue value) {}

    private static final String WRAPPED = "_orig_mod";

    private Members() {}

    /** Returns whether an object has what every {@code torch.nn.Module} has. */
    static boolean isModule(Stub stub) {
        return isCompiled(stub)
                || (stub.attribute("_modules").orElse(null) instanceof Dict
                        && stub.attribute("_parameters").orElse(null) instanceof Dict);
    }

    /** A module of torch.compile is pickled as a call with the module that it wraps. */
    private static boolean isCompiled(Stub stub) {
        return stub.type().qualifiedName().equals("torch._dynamo.eval_frame.OptimizedModule")
                && !stub.arguments().isEmpty()
                && stub.arguments().get(0) instanceof Stub wrapped
                && isModule(wrapped);
    }

    /** Returns what has a name. */
    static List<Named> named(PickleValue value) {
        if (value instanceof Dict dict) {
            return entries(dict);
        }
        if (value instanceof Sequence sequence) {
            return numbered(sequence.items());
        }
        if (!(value instanceof Stub stub)) {
            return List.of();
        }
        if (isCompiled(stub)) {
            return List.of(new Named(WRAPPED, stub.arguments().get(0)));
        }
        if (isModule(stub)) {
            return members(stub);
        }
        List<Named> all = new ArrayList<>(entries(stub.entries()));
        all.addAll(numbered(stub.items().items()));
        all.addAll(numbered(fields(stub)));
        return all;
    }

    /** Returns the attributes of an object that is no module, by name: for a caller who asked for this object. */
    static List<Named> attributes(Stub stub) {
        return stub.state().orElse(null) instanceof Dict dict ? entries(dict) : List.of();
    }

    /** Returns what has no name. */
    static List<Rest> rest(PickleValue value) {
        List<Rest> rest = new ArrayList<>();
        if (value instanceof Dict dict) {
            addKeys(rest, dict);
            dict.attributes().ifPresent(state -> rest.add(new Rest("inside attributes of dicts", state)));
        } else if (value instanceof Stub stub) {
            String where =
                    "inside objects of " + PrintableText.quote(stub.type().qualifiedName());
            addKeys(rest, stub.entries());
            stub.state().ifPresent(state -> rest.add(new Rest(where, state)));
            stub.arguments().forEach(argument -> rest.add(new Rest(where, argument)));
        } else if (value instanceof PickleValue.TensorData tensor) {
            tensor.attributes().ifPresent(state -> rest.add(new Rest("inside attributes of tensors", state)));
        }
        return rest;
    }

    private static void addKeys(List<Rest> rest, Dict dict) {
        dict.entries().forEach(entry -> rest.add(new Rest("as keys of dicts", entry.key())));
    }

    /** A named tuple is made of its fields, other tuples of one tuple; torch's return types of a tuple and a dict. */
    private static List<PickleValue> fields(Stub stub) {
        List<PickleValue> arguments = stub.arguments();
        boolean ofTuple = !arguments.isEmpty() && arguments.get(0) instanceof Sequence;
        if (stub.type().module().equals("torch.return_types") && ofTuple) {
            return ((Sequence) arguments.get(0)).items();
        }
        if (!stub.isNew() || stub.state().isPresent()) {
            return List.of();
        }
        return arguments.size() == 1 && ofTuple ? ((Sequence) arguments.get(0)).items() : arguments;
    }

    private static List<Named> numbered(List<PickleValue> items) {
        List<Named> numbered = new ArrayList<>();
        for (PickleValue item : items) {
            numbered.add(new Named(Integer.toString(numbered.size()), item));
        }
        return numbered;
    }

    private static List<Named> entries(Dict dict) {
        List<Named> entries = new ArrayList<>();
        for (Dict.Entry entry : dict.entries()) {
            entries.add(new Named(name(entry.key()), entry.value()));
        }
        return entries;
    }

    private static @Nullable String name(PickleValue key) {
        if (key instanceof PickleValue.Text text) {
            return text.value();
        }
        return key instanceof PickleValue.Int number ? Long.toString(number.value()) : null;
    }

    /** Parameters, then buffers that a state dict holds, then modules: the order of torch's {@code state_dict()}. */
    private static List<Named> members(Stub module) {
        List<Named> members = new ArrayList<>();
        module.attribute("_parameters").ifPresent(parameters -> addIf(members, parameters, Set.of()));
        module.attribute("_buffers").ifPresent(buffers -> addIf(members, buffers, nonPersistent(module)));
        module.attribute("_modules").ifPresent(modules -> addIf(members, modules, Set.of()));
        return members;
    }

    private static Set<String> nonPersistent(Stub module) {
        Set<String> names = new HashSet<>();
        if (module.attribute("_non_persistent_buffers_set").orElse(null) instanceof Sequence set) {
            for (PickleValue name : set.items()) {
                if (name instanceof PickleValue.Text text) {
                    names.add(text.value());
                }
            }
        }
        return names;
    }

    private static void addIf(List<Named> members, PickleValue values, Set<String> leftOut) {
        if (values instanceof Dict dict) {
            entries(dict).stream()
                    .filter(child -> child.name() == null || !leftOut.contains(child.name()))
                    .filter(child -> TensorRebuilder.isTensor(child.value())
                            || (child.value() instanceof Stub stub && isModule(stub)))
                    .forEach(members::add);
        }
    }
}
