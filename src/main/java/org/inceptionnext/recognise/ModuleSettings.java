package org.inceptionnext.recognise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Bool;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Real;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphVariant;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Add;
import org.inceptionnext.network.Operation.BatchNorm;
import org.inceptionnext.network.Operation.GlobalAveragePool;
import org.inceptionnext.network.Operation.LayerNorm;
import org.inceptionnext.network.Operation.LeakyRelu;
import org.inceptionnext.network.Operation.MultiHeadAttention;
import org.inceptionnext.network.TorchActivation;

/**
 * The settings of a file's own modules, held against the graph that name or rows give.
 *
 * <p>A state dict does not say which activation a network was trained with, or which stride; a pickled module does. Eps and
 * activations are taken from the file, layer by layer. Everything else that differs is refused by module and setting: the
 * network would answer, and the answer would be wrong.
 */
final class ModuleSettings {
    /** Modules that do nothing when a network answers. */
    private static final Set<String> NEUTRAL = Set.of(
            TorchActivation.IDENTITY,
            "Sequential",
            "ModuleList",
            "ModuleDict",
            "Dropout",
            "Dropout1d",
            "Dropout2d",
            "Dropout3d",
            "AlphaDropout",
            "DropPath",
            "Flatten");

    /** Classes of timm and of early YOLOv5 that do what a module of torch does. */
    private static final Map<String, String> SAME_AS = Map.of(
            "Swish", "SiLU",
            "SwishMe", "SiLU",
            "MemoryEfficientSwish", "SiLU",
            "HardSwish", "Hardswish",
            "HardSwishMe", "Hardswish",
            "MishMe", "Mish",
            "MemoryEfficientMish", "Mish");

    private final ModuleTree tree;
    private final Set<String> handedThrough = new HashSet<>();
    private final Map<String, Integer> notes = new LinkedHashMap<>();

    private ModuleSettings(ModuleTree tree) {
        this.tree = tree;
    }

    /**
     * What comes of it.
     *
     * @param graph the network as the file's modules have it
     * @param notes what was taken from the modules, one sentence each
     */
    record Applied(Graph graph, List<String> notes) {}

    /**
     * Takes eps and activations from the file's modules.
     *
     * @param tree the modules, named as the graph's scopes
     * @throws SettingsException if a module differs in anything else
     */
    static Applied apply(Graph graph, ModuleTree tree) throws SettingsException {
        ModuleSettings settings = new ModuleSettings(tree);
        Map<String, List<Node>> byScope = new HashMap<>();
        for (Node node : graph.nodes()) {
            byScope.computeIfAbsent(node.scope(), scope -> new ArrayList<>()).add(node);
        }
        Map<Node, Operation> replaced = new HashMap<>();
        for (Node node : graph.nodes()) {
            Optional<Stub> module = tree.find(node.scope());
            if (module.isPresent()) {
                replaced.put(node, settings.operation(node, module.get()));
            }
        }
        settings.requireNothingElse(byScope);
        if (settings.notes.isEmpty()) {
            return new Applied(graph, List.of());
        }
        Graph changed = GraphVariant.withOperations(
                graph,
                node -> settings.handedThrough.contains(node.scope())
                        ? Optional.empty()
                        : Optional.of(replaced.getOrDefault(node, node.operation())));
        List<String> sentences = new ArrayList<>();
        settings.notes.forEach(
                (note, count) -> sentences.add(note + " (" + count + (count == 1 ? " layer)" : " layers)")));
        return new Applied(changed, sentences);
    }

    private Operation operation(Node node, Stub module) throws SettingsException {
        Operation operation = node.operation();
        if (operation instanceof BatchNorm norm) {
            return new BatchNorm(norm.scale(), norm.shift(), norm.statistics(), eps(node, module, norm.eps()));
        }
        if (operation instanceof LayerNorm norm) {
            return new LayerNorm(norm.scale(), norm.shift(), eps(node, module, norm.eps()));
        }
        if (operation instanceof Activation || operation instanceof LeakyRelu) {
            return activation(node, module);
        }
        DeclaredSettings.check(node, module);
        return operation;
    }

    private double eps(Node node, Stub module, double declared) throws SettingsException {
        Optional<PickleValue> eps = module.attribute("eps");
        if (eps.isEmpty()) {
            return declared;
        }
        if (eps.get() instanceof Real number && number.value() > 0 && number.value() < 1) {
            if (number.value() != declared) {
                note("eps " + number.value() + " of the file's modules, where the network has " + declared);
            }
            return number.value();
        }
        throw new SettingsException(node.scope(), "eps " + PlainValue.shown(eps.get()), "one above 0 and below 1");
    }

    private Operation activation(Node node, Stub module) throws SettingsException {
        Optional<Operation> own = ofModule(node.scope(), module);
        Operation declared = node.operation();
        if (own.isEmpty() || !own.get().equals(declared)) {
            note("activation " + TorchActivation.shown(own) + " of the file's modules, where the network has "
                    + TorchActivation.shown(Optional.of(declared)));
        }
        if (own.isEmpty()) {
            handedThrough.add(node.scope());
            return declared;
        }
        return own.get();
    }

    private static Optional<Operation> ofModule(String scope, Stub module) throws SettingsException {
        String written = module.type().name();
        String name = SAME_AS.getOrDefault(written, written);
        String allowed = "one of " + String.join(", ", TorchActivation.names()) + " there";
        if (!TorchActivation.isKnown(name)) {
            throw new SettingsException(scope, "the activation " + written, allowed);
        }
        Map<String, Object> given = new HashMap<>();
        for (TorchActivation.Setting setting : TorchActivation.settings(name)) {
            module.attribute(setting.name())
                    .flatMap(PlainValue::scalar)
                    .ifPresent(value -> given.put(setting.name(), value));
        }
        try {
            return TorchActivation.operation(name, given);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(scope, "the activation " + e.getMessage(), allowed);
        }
    }

    /** Whatever computes something in the file must have its place in the network. */
    private void requireNothingElse(Map<String, List<Node>> byScope) throws SettingsException {
        for (Map.Entry<String, Stub> entry : tree.modules().entrySet()) {
            String name = entry.getKey();
            Stub module = entry.getValue();
            checkForward(name, module);
            checkShortcut(name, module, byScope.getOrDefault(name, List.of()));
            if (ModuleTree.isLeaf(module)
                    && !name.isEmpty()
                    && !NEUTRAL.contains(module.type().name())
                    && !byScope.containsKey(name)
                    && !isInsideOneNode(name, byScope)) {
                throw new SettingsException(name, "a " + module.type().name(), "nothing there");
            }
        }
    }

    /** The pooling inside timm's wrapper of it, and the projection inside torch's attention. */
    private static boolean isInsideOneNode(String name, Map<String, List<Node>> byScope) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                && byScope.getOrDefault(name.substring(0, dot), List.of()).stream()
                        .anyMatch(node -> node.operation() instanceof GlobalAveragePool
                                || node.operation() instanceof MultiHeadAttention);
    }

    /** YOLOv5 leaves the way through a merged module beside it; any other way is unknown. */
    private static void checkForward(String name, Stub module) throws SettingsException {
        Optional<PickleValue> forward = module.attribute("forward");
        if (forward.isEmpty()) {
            return;
        }
        boolean isMerged = forward.get() instanceof Stub call
                && call.type().name().equals("getattr")
                && call.arguments().size() == 2
                && (call.arguments().get(1).isText("forward_fuse")
                        || call.arguments().get(1).isText("fuseforward"));
        boolean hasNorm = module.attribute("_modules")
                .map(children -> children instanceof Dict dict && dict.get("bn").isPresent())
                .orElse(false);
        if (!isMerged || hasNorm) {
            throw new SettingsException(
                    name, "a forward of its own (" + PlainValue.shown(forward.get()) + ")", "the one of its class");
        }
    }

    private static void checkShortcut(String name, Stub module, List<Node> nodes) throws SettingsException {
        Optional<PickleValue> add = module.attribute("add");
        boolean adds = nodes.stream().anyMatch(node -> node.operation() instanceof Add);
        if (add.isPresent() && add.get() instanceof Bool flag && flag.value() != adds) {
            throw new SettingsException(
                    name, "add " + (flag.value() ? "True" : "False"), adds ? "a shortcut there" : "no shortcut there");
        }
    }

    private void note(String sentence) {
        notes.merge(sentence, 1, Integer::sum);
    }
}
