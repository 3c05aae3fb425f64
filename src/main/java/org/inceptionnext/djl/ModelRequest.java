package org.inceptionnext.djl;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.inceptionnext.djl.Argument.Task;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;

/**
 * A model and its arguments as texts: they can be written down, checked by a process that holds no model, and loaded by another.
 *
 * @param use what the model is asked for
 * @param model its name, as {@code inx models} lists it
 * @param arguments by name; which there are, {@link #settings} says
 */
public record ModelRequest(Use use, String model, Map<String, String> arguments) implements Serializable {

    /** What a model is asked for. */
    public enum Use {
        /** What pictures show. */
        CLASSIFY(Task.CLASSIFY),
        /** A vector for each picture. */
        EMBED(Task.EMBED),
        /** Objects and their boxes. */
        DETECT(Task.DETECT);

        private final Task task;

        Use(Task task) {
            this.task = task;
        }
    }

    /**
     * An argument that a model takes.
     *
     * @param name as users write it
     * @param description what it does, as Markdown
     * @param otherwise what holds if it is not given, as Markdown
     * @param allowed its values, in words
     */
    public record Setting(String name, String description, String otherwise, String allowed) {}

    /** These are for models that are to be trained. */
    private static final List<Argument<?>> FOR_TRAINING = List.of(Arguments.TRAIN_PARAM, Arguments.BACKBONE_WEIGHTS);

    /** Copies the arguments. */
    public ModelRequest {
        arguments = Map.copyOf(arguments);
    }

    /** Returns the arguments that there are for a use, in the order of the documentation. */
    public static List<Setting> settings(Use use) {
        return Arguments.of(EnumSet.of(use.task)).stream()
                .filter(argument -> !FOR_TRAINING.contains(argument))
                .map(argument -> new Setting(
                        argument.name(),
                        argument.description(),
                        argument.otherwise(),
                        argument.type().allowed()))
                .toList();
    }

    /**
     * Checks name and arguments as far as that goes without a file, an engine or weights.
     *
     * @return the model's card
     * @throws ArgumentException if no model has the name (argument {@code model}; the cause is the registry's {@link
     *     UnknownModelException}), if the model is for something else, or if an argument is unknown or not what it should be
     */
    public ModelCard check() {
        ModelCard card = card();
        if (card.isDetector() != (use == Use.DETECT)) {
            throw ArgumentException.of(
                    "model",
                    card.name() + " is " + (card.isDetector() ? "a detector" : "a classifier") + "; allowed here is "
                            + (use == Use.DETECT ? "a detector" : "a classifier") + ". All: inx models");
        }
        ArgumentNames.check(card, arguments);
        ModelArguments parsed = ModelArguments.of(card, arguments);
        if (parsed.weights().isEmpty() && !card.isPublished() && !card.isEmbedded()) {
            throw ArgumentException.of(
                    "weights",
                    "found nothing, and nobody publishes trained weights for " + card.name() + ". Give weights=FILE");
        }
        if (use == Use.DETECT && parsed.weights().isEmpty()) {
            DetectionArguments.of(
                    arguments,
                    parsed,
                    parsed.preprocessing(),
                    card.detector().map(DetectorCard::stride).orElseThrow(),
                    card.labels().classNames());
        }
        return card;
    }

    private ModelCard card() {
        try {
            return ProcessRegistry.get().find(model);
        } catch (UnknownModelException e) {
            throw ArgumentException.unknownModel(e);
        }
    }

    /** Returns the same with the values of an argument replaced, if it is given. */
    public ModelRequest with(String argument, UnaryOperator<String> change) {
        Map<String, String> changed = new TreeMap<>(arguments);
        changed.computeIfPresent(argument, (name, value) -> change.apply(value));
        return new ModelRequest(use, model, changed);
    }

    /**
     * Loads the model. The caller closes it.
     *
     * @param answer the type of an answer
     * @param device where it runs; null for DJL's choice
     * @throws ArgumentException as {@link #check}, or if an argument does not fit the weights
     * @throws ModelException if DJL cannot load it
     * @throws IOException if its weights cannot be had or read, or are wrong
     */
    public <O> ZooModel<byte[], O> load(Class<O> answer, @Nullable Device device) throws ModelException, IOException {
        Criteria.Builder<byte[], O> criteria = criteria(check(), byte[].class, answer);
        arguments.forEach(criteria::optArgument);
        if (device != null) {
            criteria.optDevice(device);
        }
        return criteria.build().loadModel();
    }

    /**
     * Returns the beginning of the criteria by which DJL finds a card's model.
     *
     * @param input the type of what is handed in for a picture
     * @param answer the type of an answer
     */
    public static <I, O> Criteria.Builder<I, O> criteria(ModelCard card, Class<I> input, Class<O> answer) {
        Criteria.Builder<I, O> criteria = Criteria.builder()
                .setTypes(input, answer)
                .optGroupId(card.group())
                .optArtifactId(card.name());
        if (!card.group().equals(InceptionNextModelZoo.GROUP_ID)) {
            // DJL takes the newest version; this is the one that was found.
            criteria.optArgument("card", card.qualifiedName() + "@" + card.version());
        }
        return criteria;
    }
}
