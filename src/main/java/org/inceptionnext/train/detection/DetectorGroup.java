package org.inceptionnext.train.detection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.train.optimizer.ParameterGroup;

/**
 * Parameters of a detector that are trained alike.
 *
 * @param parameters their names, rate and decay
 * @param jumps whether their rate begins high in the warm-up
 */
public record DetectorGroup(ParameterGroup parameters, boolean jumps) {
    private static final String BACKBONE = "model.0.";

    /**
     * How parameters are told apart.
     *
     * @param weightDecay of weights, as a step takes it; biases and normalisations have none
     * @param decaysLayerScale whether the layer scale has it too
     * @param backboneRate what the backbone's rate is multiplied by
     * @param backboneJumps whether its biases begin at a high rate as the others do
     */
    public record Rules(double weightDecay, boolean decaysLayerScale, double backboneRate, boolean backboneJumps) {}

    /** What the parameters of a group have in common. */
    private record Kind(boolean isBackbone, boolean jumps, boolean decays) {}

    /** Sorts parameters into groups, each in one. */
    public static List<DetectorGroup> of(List<Parameter> trained, Rules rules) {
        Map<Kind, List<String>> groups = new LinkedHashMap<>();
        for (Parameter parameter : trained) {
            groups.computeIfAbsent(kind(parameter, rules), kind -> new ArrayList<>())
                    .add(parameter.name());
        }
        return groups.entrySet().stream()
                .map(group -> new DetectorGroup(
                        new ParameterGroup(
                                group.getValue(),
                                group.getKey().isBackbone() ? rules.backboneRate() : 1,
                                group.getKey().decays() ? rules.weightDecay() : 0),
                        group.getKey().jumps()))
                .toList();
    }

    private static Kind kind(Parameter parameter, Rules rules) {
        Role role = parameter.role();
        boolean isBackbone = parameter.name().startsWith(BACKBONE);
        boolean isBias = role == Role.BIAS || role == Role.NORM_SHIFT;
        boolean decays = role == Role.WEIGHT || (role == Role.LAYER_SCALE && rules.decaysLayerScale());
        return new Kind(isBackbone, isBias && (!isBackbone || rules.backboneJumps()), decays);
    }
}
