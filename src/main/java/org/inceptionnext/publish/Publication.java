package org.inceptionnext.publish;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.registry.About;
import org.inceptionnext.registry.Coordinates;
import org.inceptionnext.registry.DetectorCard;
import org.inceptionnext.registry.Labels;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preset;

/**
 * A version of a model that is to be published.
 *
 * @param group DJL's group id: {@code com.acme}
 * @param name DJL's artifact id: {@code cells}
 * @param version such as {@code 1.2.0}
 * @param about title, summary and licences
 * @param network the registered network
 * @param parameters how many trained values it has with these classes
 * @param labels the classes
 * @param preset how pictures are prepared, and what was measured
 * @param detector what else there is to say of a detector; empty for a classifier
 * @param tensors the weights under the network's own names, open while this is published
 * @param texts what the file of weights is to say of itself: a detector's rows, and settings of its own modules
 * @param metrics what else was measured, for people: shown in the model card and kept in {@code metrics.json}
 */
public record Publication(
        String group,
        String name,
        String version,
        About about,
        String network,
        long parameters,
        Labels labels,
        Preset preset,
        Optional<DetectorCard> detector,
        List<Tensor> tensors,
        Map<String, String> texts,
        Map<String, String> metrics) {

    /** Makes a publication; tensors and texts are copied. */
    public Publication {
        tensors = List.copyOf(tensors);
        texts = Map.copyOf(texts);
    }

    String application() {
        return detector.isPresent() ? "cv/object_detection" : "cv/image_classification";
    }

    String qualifiedName() {
        return group + "/" + name;
    }

    void requireSpelling() throws PublishException {
        require(
                Coordinates.isGroup(group) && !group.equals(ModelCard.LIBRARY_GROUP),
                "group",
                group,
                Coordinates.GROUP_RULE + ", and not " + ModelCard.LIBRARY_GROUP);
        require(Coordinates.isName(name), "name", name, Coordinates.NAME_RULE);
        require(Coordinates.isVersion(version), "version", version, Coordinates.VERSION_RULE);
    }

    private static void require(boolean holds, String what, String found, String allowed) throws PublishException {
        if (!holds) {
            throw new PublishException("The " + what + " is '" + found + "', allowed is " + allowed + ".");
        }
    }
}
