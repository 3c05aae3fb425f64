package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;

/**
 * Writes a network as a TorchScript archive that trains it. The module holds no tensor: whoever calls it brings them.
 *
 * <p>Its methods, of {@code x} (a float32 batch (N, C, H, W)), {@code m} (the factors of the residual branches, (branches,
 * N); of any shape without drop path), {@code p} (the {@link #learned} parameters) and {@code b} (the {@link #statistics}):
 *
 * <ul>
 *   <li>{@code evaluate(x, p, b)}: the logits (N, classes), normalised by the running statistics;
 *   <li>{@code forward(x, m, p, b)}: the logits as training computes them; each call moves the running statistics by a tenth
 *       towards the batch's;
 *   <li>{@code step(x, t, m, p, b)}: a list of the loss, the logits, and the loss's gradient with respect to each
 *       {@link #trained} parameter, each with its elements row by row. The loss is {@code -sum(t * log softmax(logits))}, so
 *       {@code t} (N, classes) holds smoothing, mixing, class weights and the division by the batch. Gradients are recorded
 *       inside; nothing is left of them.
 * </ul>
 *
 * <p>Layer scale is multiplied into the weights of the layer before it, and its gradient comes back through them: the same
 * function in fewer passes over the maps.
 */
public final class TrainingScript {
    private TrainingScript() {}

    /**
     * Writes an archive, replacing what was there only when all of it is written. The same network gives the same bytes.
     *
     * @param graph a classifier, not folded
     * @throws IllegalArgumentException if the graph has no output {@code logits}, or a frozen name is none of its parameters
     * @throws IOException if the file cannot be written
     */
    public static void write(Graph graph, TrainingForm form, Path file) throws IOException {
        StatelessModule.write(TrainingCode.CLASS_NAME, new TrainingCode(graph, form).methods(), file);
    }

    /** Returns the parameters that a gradient can change, in the order of the list {@code p}. */
    public static List<Parameter> learned(Graph graph) {
        return graph.parameters().stream().filter(p -> !p.role().isBuffer()).toList();
    }

    /** Returns those of them that are not frozen, in the order of a step's gradients. */
    public static List<Parameter> trained(Graph graph, TrainingForm form) {
        return graph.parameters().stream().filter(form::trains).toList();
    }

    /** Returns the running statistics, in the order of the list {@code b}. */
    public static List<Parameter> statistics(Graph graph) {
        return graph.parameters().stream()
                .filter(p -> p.role().isBuffer() && p.role() != Role.BATCH_COUNTER)
                .toList();
    }

    /** Returns the number of residual branches that drop path can leave out: the rows of {@code m}. */
    public static int branches(Graph graph) {
        return new ResidualBranches(graph).count();
    }
}
