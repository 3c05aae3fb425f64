package org.inceptionnext.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tensors by name without the one prefix that a wrapper put before every name.
 *
 * @param prefix what was taken away, with its dot
 * @param leftOut how many tensors of the wrapper itself were left out
 */
record CommonPrefix(Optional<String> prefix, Map<String, Tensor> tensors, int leftOut) {
    /** DataParallel, torch.compile, Lightning, and two that fine-tuning scripts use. */
    private static final List<String> PREFIXES =
            List.of("module.", "_orig_mod.", "model.", "backbone.", "vision_encoder.");

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
        for (String prefix : PREFIXES) {
            if (!tensors.isEmpty() && tensors.keySet().stream().allMatch(name -> isUnder(prefix, name))) {
                return new CommonPrefix(Optional.of(prefix), without(prefix, tensors), leftOut);
            }
        }
        return new CommonPrefix(Optional.empty(), tensors, leftOut);
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
