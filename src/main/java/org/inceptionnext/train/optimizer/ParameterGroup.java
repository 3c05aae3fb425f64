package org.inceptionnext.train.optimizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;

/**
 * Parameters that are trained alike.
 *
 * @param names in state-dict order
 * @param rateFactor what the learning rate is multiplied by
 * @param weightDecay how strongly they are drawn to zero
 */
public record ParameterGroup(List<String> names, double rateFactor, double weightDecay) {

    public ParameterGroup {
        names = List.copyOf(names);
    }

    /** What two parameters of one group have in common. */
    private record Settings(double rateFactor, double weightDecay) {}

    /**
     * Sorts parameters into groups. Only weights decay: biases, normalisations and layer scales, which all have one dimension,
     * do not.
     *
     * @param trained those that are trained
     * @param layerDecay the rate's factor from a layer to the one before it, 1 for one rate: layers are the stem, each block
     *     (with the downsampling before it) and the head, which has the full rate
     */
    public static List<ParameterGroup> of(Graph graph, List<Parameter> trained, double weightDecay, double layerDecay) {
        List<String> layers = graph.parameters().stream()
                .map(parameter -> layer(parameter.name()))
                .distinct()
                .toList();
        Map<Settings, List<String>> groups = new LinkedHashMap<>();
        for (Parameter parameter : trained) {
            int depth = layers.size() - 1 - layers.indexOf(layer(parameter.name()));
            Settings settings =
                    new Settings(Math.pow(layerDecay, depth), parameter.role() == Role.WEIGHT ? weightDecay : 0);
            groups.computeIfAbsent(settings, s -> new ArrayList<>()).add(parameter.name());
        }
        return groups.entrySet().stream()
                .map(group -> new ParameterGroup(
                        group.getValue(),
                        group.getKey().rateFactor(),
                        group.getKey().weightDecay()))
                .toList();
    }

    /** {@code stem}, {@code stages.2.blocks.4} or {@code head}; a downsampling belongs to the block after it. */
    private static String layer(String name) {
        String[] parts = name.split("\\.");
        if (!parts[0].equals("stages")) {
            return parts[0];
        }
        return "stages." + parts[1] + ".blocks." + (parts[2].equals("blocks") ? parts[3] : "0");
    }
}
