package org.inceptionnext.network;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.network.WeightComparison.Mismatch;
import org.inceptionnext.text.PrintableText;

/**
 * A checkpoint is readable, but its tensors are not those of the network.
 *
 * <p>The message lists every missing and every mismatched name, and the unexpected ones up to a limit; {@link
 * #comparison} has them all, unescaped.
 */
public class WeightMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int UNEXPECTED_SHOWN = 100;

    private final transient WeightComparison comparison;

    WeightMismatchException(WeightComparison comparison) {
        super(message(comparison));
        this.comparison = comparison;
    }

    /** Returns everything that does not fit. */
    public WeightComparison comparison() {
        return comparison;
    }

    private static String message(WeightComparison comparison) {
        List<String> lines = Stream.of(
                        Stream.of(summary(comparison)),
                        comparison.missing().stream().map(p -> "  missing: " + p.name() + " " + p.dtype() + p.shape()),
                        comparison.unexpected().stream()
                                .limit(UNEXPECTED_SHOWN)
                                .map(name -> "  unexpected: " + PrintableText.quote(name)),
                        remaining(comparison),
                        comparison.mismatched().stream().map(WeightMismatchException::mismatch))
                .flatMap(s -> s)
                .toList();
        return String.join("\n", lines);
    }

    private static String summary(WeightComparison comparison) {
        String counts =
                comparison.fitting() + " tensors fit, " + comparison.missing().size() + " are missing, "
                        + comparison.unexpected().size() + " are unexpected, "
                        + comparison.mismatched().size() + " have another shape or type.";
        if (comparison.fitting() == 0) {
            return "The checkpoint is not of this network: " + counts + " Name the network that it was made with.";
        }
        return "The checkpoint does not fit this network: " + counts
                + " Name the network that it was made with; leave out numClasses and inChannels to take the checkpoint's.";
    }

    private static Stream<String> remaining(WeightComparison comparison) {
        int more = comparison.unexpected().size() - UNEXPECTED_SHOWN;
        return more > 0 ? Stream.of("  unexpected: " + more + " more") : Stream.empty();
    }

    private static String mismatch(Mismatch mismatch) {
        return "  mismatched: " + mismatch.expected().name() + " is " + mismatch.dtype() + mismatch.shape()
                + ", the network needs " + mismatch.expected().dtype()
                + mismatch.expected().shape();
    }
}
