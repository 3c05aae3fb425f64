package org.inceptionnext.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/**
 * With respect to what of a part the loss has a gradient that somebody wants.
 *
 * @param begin whether with respect to what it reads: something before it is trained
 * @param results whether with respect to each of its {@linkplain TrainingPart#results results}
 * @param own the parameters trained before the tail
 * @param ofTail the parameters trained in the tail
 */
record PartGradients(boolean begin, List<Boolean> results, List<Parameter> own, List<Parameter> ofTail) {

    /** Returns them for parts that follow one another. */
    static List<PartGradients> of(List<TrainingPart> parts, TrainingForm form) {
        List<PartGradients> all = new ArrayList<>();
        boolean begin = false;
        for (TrainingPart part : parts) {
            PartGradients each = of(part, begin, form);
            all.add(each);
            begin = each.isWanted();
        }
        return List.copyOf(all);
    }

    private static PartGradients of(TrainingPart part, boolean begin, TrainingForm form) {
        Set<Value> reached = new HashSet<>(begin ? Set.of(part.begin()) : Set.of());
        List<Parameter> own = new ArrayList<>();
        for (Node node : part.nodes()) {
            List<Parameter> trained = trained(node.operation().parameters(), form);
            own.addAll(trained);
            if (!trained.isEmpty() || node.inputs().stream().anyMatch(reached::contains)) {
                reached.add(node.output());
            }
        }
        List<Parameter> ofTail =
                part.tail().map(tail -> trained(tail.parameters(), form)).orElse(List.of());
        return new PartGradients(
                begin, part.results().stream().map(reached::contains).toList(), List.copyOf(own), ofTail);
    }

    private static List<Parameter> trained(List<Parameter> parameters, TrainingForm form) {
        return parameters.stream().filter(form::trains).toList();
    }

    /** Returns whether there is any. */
    boolean isWanted() {
        return begin || !own.isEmpty() || !ofTail.isEmpty();
    }

    /** Returns whether any goes back through what comes before the tail. */
    boolean reachesOwn() {
        return begin || !own.isEmpty();
    }
}
