package org.inceptionnext.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tensors by name without the prefixes that wrappers put before every name, in whatever order.
 *
 * @param prefix what was taken away, with its dots
 * @param ofFeatures whether names such as {@code stem_0.weight} of timm's features_only became {@code stem.0.weight}
 * @param leftOut how many tensors of the wrapper itself were left out
 */
record CommonPrefix(Optional<String> prefix, Map<String, Tensor> tensors, int leftOut, boolean ofFeatures) {
    /** DataParallel, torch.compile, Lightning, transformers' TimmWrapper, and what fine-tuning scripts call their network. */
    private static final List<String> PREFIXES = List.of(
            "module.",
            "_orig_mod.",
            "model.",
            "backbone.",
            "timm_model.",
            "net.",
            "network.",
            "encoder.",
            "vision_encoder.",
            "trunk.");

    /** timm's features_only puts an underscore where the network has a dot. */
    private static final Pattern FEATURE_NAME = Pattern.compile("(stem|stages)_(\\d+)\\.(.+)");

    /** How many models {@code torch.optim.swa_utils.AveragedModel} has averaged, beside their average under "module.". */
    private static final String AVERAGED = "n_averaged";

    static CommonPrefix strip(Map<String, Tensor> all) {
        Map<String, Tensor> tensors = all;
        if (all.containsKey(AVERAGED) && all.size() > 1) {
            Map<String, Tensor> averaged = new LinkedHashMap<>(all);
            averaged.remove(AVERAGED);
            if (averaged.keySet().stream().allMatch(name -> isUnder("module.", name))) {
                tensors = averaged;
            }
        }
        return stripped(tensors, all.size() - tensors.size());
    }

    private static CommonPrefix stripped(Map<String, Tensor> tensors, int leftOut) {
        String prefix = "";
        if (!tensors.isEmpty()) {
            Optional<String> next = next(tensors, prefix);
            while (next.isPresent()) {
                prefix += next.get();
                next = next(tensors, prefix);
            }
        }
        Map<String, Tensor> named = prefix.isEmpty() ? tensors : without(prefix, tensors);
        boolean ofFeatures = areFeatures(named.keySet());
        return new CommonPrefix(
                prefix.isEmpty() ? Optional.empty() : Optional.of(prefix),
                ofFeatures ? dotted(named) : named,
                leftOut,
                ofFeatures);
    }

    private static boolean areFeatures(Set<String> names) {
        return names.stream().anyMatch(name -> name.startsWith("stem_"))
                && names.stream().allMatch(name -> FEATURE_NAME.matcher(name).matches());
    }

    private static Map<String, Tensor> dotted(Map<String, Tensor> tensors) {
        Map<String, Tensor> dotted = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            String own = FEATURE_NAME.matcher(name).replaceFirst("$1.$2.$3");
            dotted.put(own, Tensors.renamed(tensor, own));
        });
        return Collections.unmodifiableMap(dotted);
    }

    /** Returns the wrapper's prefix that every name has behind those found so far. */
    private static Optional<String> next(Map<String, Tensor> tensors, String found) {
        return PREFIXES.stream()
                .filter(prefix ->
                        tensors.keySet().stream().allMatch(name -> isUnder(prefix, name.substring(found.length()))))
                .findFirst();
    }

    /** A detector's own names are {@code model.0.conv.weight}: there "model." is no wrapper's. */
    private static boolean isUnder(String prefix, String name) {
        return name.length() > prefix.length()
                && name.startsWith(prefix)
                && !(prefix.equals("model.") && Character.isDigit(name.charAt(prefix.length())));
    }

    private static Map<String, Tensor> without(String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> stripped = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            String rest = name.substring(prefix.length());
            stripped.put(rest, Tensors.renamed(tensor, rest));
        });
        return Collections.unmodifiableMap(stripped);
    }
}
