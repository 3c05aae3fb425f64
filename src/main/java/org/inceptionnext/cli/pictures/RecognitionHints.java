package org.inceptionnext.cli.pictures;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.options.CheckpointOptions;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.registry.ModelCard;

/** What a user should know of how weights were understood: what was chosen, left out, or taken from the file. */
public final class RecognitionHints {
    private static final int NAMES_SHOWN = 3;

    private RecognitionHints() {}

    /**
     * Returns one sentence for each.
     *
     * @param isNamed whether the user named the model
     * @param hasKey whether the user named the part of the file
     */
    public static List<String> of(Recognition recognition, boolean isNamed, boolean hasKey) {
        List<String> hints = new ArrayList<>();
        if (!hasKey) {
            CheckpointOptions.choice(recognition.checkpoint())
                    .ifPresent(choice -> hints.add("Weights taken from " + choice));
        }
        recognition.model().ifPresent(model -> {
            if (!isNamed && model.cards().size() > 1) {
                hints.add("These weights fit "
                        + model.cards().stream().map(ModelCard::name).collect(Collectors.joining(" and ")) + "; "
                        + model.cards().get(0).name() + " is taken, which decides how pictures are prepared (--model)");
            }
            addPrefix(model, hints);
            if (!model.picturesSource().isEmpty()) {
                hints.add("Pictures are prepared as " + model.picturesSource() + " says (--preset, --image-size)");
            }
            model.notes().forEach(note -> hints.add("Taken from the file: " + note));
        });
        return hints;
    }

    private static void addPrefix(RecognisedModel model, List<String> hints) {
        if (!model.otherPrefixes().isEmpty()) {
            hints.add("The network stands in the file several times: that under "
                    + Printable.line(shown(model.prefix()), Printable.NAME_CHARS) + " is taken, and not "
                    + model.otherPrefixes().stream()
                            .map(prefix -> Printable.line(shown(prefix), Printable.NAME_CHARS))
                            .collect(Collectors.joining(", "))
                    + " (--prefix)");
        }
        if (!model.leftOut().isEmpty()) {
            hints.add(leftOut(model.leftOut()));
        }
    }

    private static String shown(String prefix) {
        return prefix.isEmpty() ? "no prefix" : prefix;
    }

    /** Returns {@code 2 tensors beside the network are left out: criterion.pos_weight, step}. */
    public static String leftOut(List<String> names) {
        String shown = names.stream()
                .limit(NAMES_SHOWN)
                .map(name -> Printable.line(name, Printable.NAME_CHARS))
                .collect(Collectors.joining(", "));
        String more = names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
        return names.size() + (names.size() == 1 ? " tensor" : " tensors") + " beside the network "
                + (names.size() == 1 ? "is" : "are") + " left out: " + shown + more;
    }
}
