package org.inceptionnext.djl.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.inceptionnext.compile.TrainingForm;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.Parameter.Role;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is frozen has no gradient, and every other gradient is what it was, to the last bit. */
class FrozenGradientsTest {
    private static Map<String, float[]> all = Map.of();

    /** Parameters that are frozen together. Normalisations are not among them: theirs change what the network computes. */
    private enum Frozen {
        STEM(parameter -> parameter.name().startsWith("stem.")),
        FIRST_STAGE(parameter ->
                parameter.name().startsWith("stem.") || parameter.name().startsWith("stages.0.")),
        ALL_STAGES(parameter -> !parameter.name().startsWith("head.")),
        ALL_BUT_ONE_TAIL(parameter -> !parameter.name().equals("stages.2.blocks.1.mlp.fc2.weight")),
        ALL_BUT_ONE_BIAS(parameter -> !parameter.name().equals("stages.0.blocks.0.mlp.fc2.bias")),
        ALL_BUT_LAYER_SCALE(parameter -> parameter.role() != Role.LAYER_SCALE),
        LAYER_SCALE(parameter -> parameter.role() == Role.LAYER_SCALE),
        LAYERS_OF_THE_TAILS(parameter -> parameter.name().contains(".mlp.fc2.")),
        BIASES(parameter -> parameter.role() == Role.BIAS),
        WEIGHTS(parameter -> parameter.role() == Role.WEIGHT);

        private final Predicate<Parameter> isFrozen;

        Frozen(Predicate<Parameter> isFrozen) {
            this.isFrozen = isFrozen;
        }

        Set<String> names(Graph graph) {
            return graph.parameters().stream()
                    .filter(parameter -> parameter.role() != Role.NORM_SCALE && parameter.role() != Role.NORM_SHIFT)
                    .filter(parameter -> !parameter.role().isBuffer())
                    .filter(isFrozen)
                    .map(Parameter::name)
                    .collect(Collectors.toSet());
        }
    }

    @BeforeAll
    static void nothingIsFrozen() throws Exception {
        all = gradients(TrainingForm.PLAIN);
    }

    private static Map<String, float[]> gradients(TrainingForm form) throws Exception {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                TrainableBlock block = TrainableBlock.of(FormulaWeights.of(TrainingGoldenTest.pico()), form, manager)) {
            Step step = TrainingGoldenTest.step(block, manager, 0.1);
            Map<String, float[]> gradients = new HashMap<>();
            for (int i = 0; i < block.trained().size(); i++) {
                gradients.put(
                        block.trained().get(i).getName(),
                        step.gradients().get(i).toFloatArray());
            }
            return gradients;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOthersStayAsTheyAre(Frozen frozen) throws Exception {
        Set<String> names = frozen.names(TrainingGoldenTest.pico());
        assertThat(names).isNotEmpty();
        TrainingForm form = TrainingForm.PLAIN.withFrozen(names);

        for (boolean checkpointing : new boolean[] {false, true}) {
            Map<String, float[]> left = gradients(form.withCheckpointing(checkpointing));
            assertThat(left).hasSize(all.size() - names.size()).doesNotContainKeys(names.toArray(String[]::new));
            left.forEach((name, gradient) -> assertThat(gradient).as(name).containsExactly(all.get(name)));
        }
    }
}
