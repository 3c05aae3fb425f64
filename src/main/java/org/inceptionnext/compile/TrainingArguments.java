package org.inceptionnext.compile;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.inceptionnext.compile.TrainingCode.Mode;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Value;

/** What the methods of a training module call the network's tensors, which come in two lists. */
final class TrainingArguments {
    /** How both lists are declared. */
    static final String LISTS = "p: List[Tensor], b: List[Tensor]";

    private final Graph graph;
    private final TrainingForm form;
    private final ResidualBranches branches;
    private final Map<Parameter, String> expressions = new HashMap<>();

    TrainingArguments(Graph graph, TrainingForm form) {
        this.graph = graph;
        this.form = form;
        this.branches = new ResidualBranches(graph);
        number(TrainingScript.learned(graph), "p");
        number(TrainingScript.statistics(graph), "b");
        Set<String> unknown = new LinkedHashSet<>(form.frozen());
        graph.parameters().forEach(parameter -> unknown.remove(parameter.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("frozen parameters that the network does not have: " + unknown);
        }
    }

    private void number(List<Parameter> parameters, String list) {
        for (int i = 0; i < parameters.size(); i++) {
            expressions.put(parameters.get(i), list + "[" + i + "]");
        }
    }

    /** Returns an empty method that begins with a value. */
    TrainingBody body(Value begin, Mode mode) {
        return new TrainingBody(begin, mode, form, branches, expressions);
    }

    /** Returns what a parameter is called. */
    String expression(Parameter parameter) {
        return requireNonNull(expressions.get(parameter));
    }

    /** Returns what the parameters are called that are not frozen. */
    List<String> trained() {
        return TrainingScript.trained(graph, form).stream()
                .map(this::expression)
                .toList();
    }

    /** Returns the elements of a list of gradients as further elements of a result. */
    static String gradients(String list, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(", ").append(gradient(list, i));
        }
        return text.toString();
    }

    /** The optimizer walks through weight and gradient side by side, so both have to lie in memory alike. */
    static String gradient(String list, int index) {
        return "torch.contiguous(unchecked_cast(Tensor, " + list + "[" + index + "]))";
    }
}
