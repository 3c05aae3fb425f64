package org.inceptionnext.recognise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.jspecify.annotations.Nullable;

/**
 * The modules of a pickled {@code torch.nn.Module} by their dotted names, as inert data: attributes are read, nothing is run.
 *
 * <p>One module may stand in several places. Cycles end where they close; depth and number are limited, since a small file
 * can name one module many times.
 */
final class ModuleTree {
    private static final int MAX_DEPTH = 48;
    private static final int MAX_MODULES = 100_000;

    private final Map<String, Stub> modules = new LinkedHashMap<>();

    private record Place(
            String name, Stub module, int depth, @Nullable Place parent) {
        boolean isInside(Stub other) {
            for (Place place = this; place != null; place = place.parent) {
                if (place.module == other) {
                    return true;
                }
            }
            return false;
        }
    }

    private ModuleTree() {}

    /** Returns the tree of the module that holds a checkpoint's tensors; empty if they are in no module. */
    static Optional<ModuleTree> of(Optional<PickleValue> object, String key) {
        return object.flatMap(root -> find(root, key)).map(ModuleTree::under);
    }

    /** Goes the dotted way from the file's object to the module that holds the weights. */
    private static Optional<Stub> find(PickleValue root, String key) {
        PickleValue value = root;
        for (String name : key.isEmpty() ? new String[0] : key.split("\\.", -1)) {
            Optional<PickleValue> next = value instanceof Dict dict ? dict.get(name) : Optional.empty();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return value instanceof Stub stub && children(stub).isPresent() ? Optional.of(stub) : Optional.empty();
    }

    private static ModuleTree under(Stub root) {
        ModuleTree tree = new ModuleTree();
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place("", root, 0, null));
        while (!open.isEmpty() && tree.modules.size() < MAX_MODULES) {
            Place place = open.pop();
            tree.modules.put(place.name, place.module);
            if (place.depth == MAX_DEPTH) {
                continue;
            }
            Deque<Place> inside = new ArrayDeque<>();
            children(place.module)
                    .ifPresent(dict -> dict.entries().forEach(entry -> {
                        if (entry.key() instanceof Text name
                                && entry.value() instanceof Stub child
                                && !place.isInside(child)) {
                            String path = place.name.isEmpty() ? name.value() : place.name + "." + name.value();
                            inside.push(new Place(path, child, place.depth + 1, place));
                        }
                    }));
            inside.forEach(open::push);
        }
        return tree;
    }

    private static Optional<Dict> children(Stub module) {
        return module.attribute("_modules").filter(Dict.class::isInstance).map(Dict.class::cast);
    }

    /** Returns all modules by name, each before those inside it; the root's name is empty. */
    Map<String, Stub> modules() {
        return modules;
    }

    /** Returns the module of this name. */
    Optional<Stub> find(String name) {
        return Optional.ofNullable(modules.get(name));
    }

    /** Returns whether a module has none inside it. */
    static boolean isLeaf(Stub module) {
        return children(module).map(dict -> dict.entries().isEmpty()).orElse(true);
    }

    /** Returns the tree's part below a prefix that ends with a dot, or is empty. */
    ModuleTree below(String prefix) {
        if (prefix.isEmpty()) {
            return this;
        }
        ModuleTree part = new ModuleTree();
        String root = prefix.substring(0, prefix.length() - 1);
        modules.forEach((name, module) -> {
            if (name.equals(root)) {
                part.modules.put("", module);
            } else if (name.startsWith(prefix)) {
                part.modules.put(name.substring(prefix.length()), module);
            }
        });
        return part;
    }
}
