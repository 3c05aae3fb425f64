package org.inceptionnext.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.network.WeightComparison.Mismatch;
import org.inceptionnext.text.PrintableText;

/**
 * A checkpoint is readable, but its tensors are not those of the network.
 *
 * <p>The message shows the first ten differences, what is missing first, and says how many more there are; {@link
 * #comparison} has them all, unescaped.
 */
public class WeightMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 10;

    private final transient WeightComparison comparison;

    /** Says what does not fit a network that the reader knows. */
    public WeightMismatchException(WeightComparison comparison) {
        this(comparison, "this network");
    }

    /**
     * Says what does not fit.
     *
     * @param network how the message names the network
     */
    public WeightMismatchException(WeightComparison comparison, String network) {
        super(message(comparison, network));
        this.comparison = comparison;
    }

    /** Returns everything that does not fit. */
    public WeightComparison comparison() {
        return comparison;
    }

    private static String message(WeightComparison comparison, String network) {
        List<String> items = new ArrayList<>();
        comparison.missing().forEach(p -> items.add("  missing: " + p.name() + " " + p.dtype() + p.shape()));
        comparison.mismatched().forEach(each -> items.add(mismatch(each)));
        comparison.unexpected().forEach(name -> items.add("  unexpected: " + PrintableText.quote(name)));
        List<String> lines = new ArrayList<>(List.of(summary(comparison, network)));
        lines.addAll(items.subList(0, Math.min(items.size(), SHOWN)));
        if (items.size() > SHOWN) {
            lines.add("  ... and " + (items.size() - SHOWN) + " more");
        }
        return String.join("\n", lines);
    }

    private static String summary(WeightComparison comparison, String network) {
        String counts =
                comparison.fitting() + " tensors fit, " + comparison.missing().size() + " are missing, "
                        + comparison.unexpected().size() + " are unexpected, "
                        + comparison.mismatched().size() + " have another shape or type.";
        if (comparison.fitting() == 0) {
            return "The checkpoint is not of " + network + ": " + counts + " Name the network that it was made with.";
        }
        return "The checkpoint does not fit " + network + ": " + counts
                + " Name the network that it was made with; leave out numClasses and inChannels to take the checkpoint's.";
    }

    private static String mismatch(Mismatch mismatch) {
        return "  mismatched: " + mismatch.expected().name() + " is " + mismatch.dtype() + mismatch.shape()
                + ", the network needs " + mismatch.expected().dtype()
                + mismatch.expected().shape();
    }
}
