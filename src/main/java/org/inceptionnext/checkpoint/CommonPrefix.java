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
 */
record CommonPrefix(Optional<String> prefix, Map<String, Tensor> tensors) {
    /** DataParallel, torch.compile, Lightning, and two that fine-tuning scripts use. */
    private static final List<String> PREFIXES =
            List.of("module.", "_orig_mod.", "model.", "backbone.", "vision_encoder.");

    static CommonPrefix strip(Map<String, Tensor> tensors) {
        for (String prefix : PREFIXES) {
            if (!tensors.isEmpty() && tensors.keySet().stream().allMatch(name -> isUnder(prefix, name))) {
                return new CommonPrefix(Optional.of(prefix), without(prefix, tensors));
            }
        }
        return new CommonPrefix(Optional.empty(), tensors);
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
