package org.inceptionnext.registry;

import java.util.List;
import java.util.Optional;

/**
 * All that is known of one trained model: a card of {@code metadata/}.
 *
 * @param group DJL's group id: {@code org.inceptionnext} for the library's own
 * @param group DJL's group id: {@code org.inceptionnext} for the library's own
 * @param name the registered name, which is DJL's artifact id: {@code inceptionnext_tiny}
 * @param alias a second registered name, timm's: {@code inception_next_tiny.sail_in1k}
 * @param version the artifact's version
 * @param application DJL's path of what the model does: {@code cv/image_classification}
 * @param about what a person wants to know
 * @param network the network's name in {@code zoo/}; several models may share one
 * @param parameters the number of trained values
 * @param labels the classes
 * @param presets the ways to prepare pictures; the first is the default
 * @param detector what else there is to say if the model finds boxes; empty for a classifier
 * @param weights where the weights are; without sources if none are published
 * @param origin which registry the card is from
 */
public record ModelCard(
        String group,
        String name,
        Optional<String> alias,
        String version,
        String application,
        About about,
        String network,
        long parameters,
        Labels labels,
        List<Preset> presets,
        Optional<DetectorCard> detector,
        PublishedWeights weights,
        Origin origin) {
    /** The group of the models that come with this library; no registry may fill it. */
    public static final String LIBRARY_GROUP = "org.inceptionnext";

    /** Makes a card; the presets are copied. */
    public ModelCard {
        presets = List.copyOf(presets);
    }

    /** Makes a card of the library's own. */
    public ModelCard(
            String name,
            Optional<String> alias,
            String version,
            String application,
            About about,
            String network,
            long parameters,
            Labels labels,
            List<Preset> presets,
            Optional<DetectorCard> detector,
            PublishedWeights weights) {
        this(
                LIBRARY_GROUP,
                name,
                alias,
                version,
                application,
                about,
                network,
                parameters,
                labels,
                presets,
                detector,
                weights,
                Origin.LIBRARY);
    }

    /** Returns this card from another registry. */
    public ModelCard withOrigin(Origin other) {
        return new ModelCard(
                group,
                name,
                alias,
                version,
                application,
                about,
                network,
                parameters,
                labels,
                presets,
                detector,
                weights,
                other);
    }

    /**
     * Returns the name by which every registry that holds the model finds it: {@code com.acme/cells}; of the library's own,
     * the name alone.
     */
    public String qualifiedName() {
        return group.equals(LIBRARY_GROUP) ? name : group + "/" + name;
    }

    /** Returns the preset that is used when none is asked for: the authors' own. */
    public Preset defaultPreset() {
        return presets.get(0);
    }

    /** Returns the preset of this name, if the card has it. */
    public Optional<Preset> preset(String presetName) {
        return presets.stream()
                .filter(preset -> preset.name().equals(presetName))
                .findFirst();
    }

    /** Returns whether the model finds boxes; otherwise it classifies. */
    public boolean isDetector() {
        return detector.isPresent();
    }

    /** Returns whether anybody publishes weights; otherwise a user has to bring them. */
    public boolean isPublished() {
        return !weights.sources().isEmpty();
    }

    /** Returns whether the weights come with the library, so that no network is needed. */
    public boolean isEmbedded() {
        return weights.sources().stream().anyMatch(source -> source.location() instanceof Location.Embedded);
    }
}
