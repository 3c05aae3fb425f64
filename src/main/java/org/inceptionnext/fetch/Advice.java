package org.inceptionnext.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.FetchException.Attempt;
import org.inceptionnext.registry.License;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.WeightSource;

/** The messages that say what to do when weights cannot be fetched. */
final class Advice {
    private Advice() {}

    /** Says that every publisher failed, how, and how to go on. */
    static String failed(ModelCard card, List<Attempt> attempts) {
        List<String> lines = new ArrayList<>();
        lines.add(card.qualifiedName() + ": the weights could not be fetched." + (attempts.isEmpty() ? "" : " Tried:"));
        attempts.forEach(attempt -> lines.add("  " + attempt.url() + ": " + attempt.problem()));
        if (attempts.isEmpty()) {
            lines.add("  The card lists no file at the source that was asked for.");
        }
        lines.addAll(nextSteps(card));
        return String.join("\n", lines);
    }

    /** Says that nothing was tried because the network is not to be used. */
    static String offline(ModelCard card, String reason) {
        List<String> lines = new ArrayList<>();
        lines.add(card.qualifiedName() + ": the weights are not on this machine, and " + reason
                + " forbids to fetch them.");
        lines.addAll(nextSteps(card));
        return String.join("\n", lines);
    }

    /** Says that there is nothing to fetch, and how to go on. */
    static String unpublished(ModelCard card) {
        return card.qualifiedName() + ": nobody publishes trained weights for this network.\n"
                + "Train it with your own pictures in YOLOv5's Python code, with an InceptionNeXt backbone, and bring the file:"
                + " weights=best.pt as an argument of Criteria or in a djl:// URL, --weights best.pt for inx.\n"
                + "Detectors whose weights are published: yolov5n, yolov5s, yolov5m, yolov5l, yolov5x.";
    }

    /** Says what a person has to know of the weights' licence before they are fetched for the first time. */
    static Optional<String> license(ModelCard card) {
        License license = card.about().weightsLicense();
        return license.name().startsWith("AGPL")
                ? Optional.of("The weights of " + card.qualifiedName() + " are under " + license.name() + " ("
                        + license.source()
                        + "). It may oblige you to publish the source code of what you build on them, also if others use it"
                        + " only over a network: read it first.")
                : Optional.empty();
    }

    /** Says what to do when an address gives another file than before. */
    static String changed(ModelCard card, boolean isPinned) {
        return isPinned
                ? "Nothing was loaded. If the publisher says why the file changed, a newer version of this library may pin"
                        + " it; a file with the same tensors passes with: inx fetch --equal-tensors "
                        + card.qualifiedName()
                : "Nothing was loaded. If the publisher says why the file changed, accept it with: inx fetch"
                        + " --accept-change " + card.qualifiedName();
    }

    private static List<String> nextSteps(ModelCard card) {
        List<String> lines = new ArrayList<>();
        lines.add("To go on, one of:");
        lines.add("  with a network:     inx fetch " + card.qualifiedName()
                + "    (a proxy: set https_proxy; what is in the way: inx doctor)");
        lines.add("  from a file:        inx fetch --from FILE " + card.qualifiedName() + "    where FILE is one of");
        for (WeightSource source : card.weights().sources()) {
            String hash =
                    source.sha256().map(pin -> "  (SHA-256 " + pin.hex() + ")").orElse("");
            lines.add("                        " + source.location().url() + hash);
        }
        lines.add(
                "  your own weights:   --weights FILE for inx, weights=FILE as an argument of Criteria or in a djl:// URL");
        return lines;
    }
}
