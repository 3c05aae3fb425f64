package org.inceptionnext.network.yolov5;

import java.util.Collection;
import java.util.List;
import org.inceptionnext.text.NearestNames;

/**
 * The rows of a detector are wrong. The message names the file, the row, its module, what is wrong, and the nearest known
 * names where a name is unknown.
 */
public class RowFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String reason;
    private final List<String> suggestions;

    RowFormatException(String place, String reason) {
        this(place, reason, List.of());
    }

    private RowFormatException(String place, String reason, List<String> suggestions) {
        super(place + ": " + reason + (suggestions.isEmpty() ? "" : "; nearest: " + String.join(", ", suggestions)));
        this.place = place;
        this.reason = reason;
        this.suggestions = List.copyOf(suggestions);
    }

    /** A part of a row said only what is wrong, not where. */
    static RowFormatException at(String place, RuntimeException reason) {
        RowFormatException exception = new RowFormatException(
                place, String.valueOf(reason.getMessage()).strip());
        exception.initCause(reason);
        return exception;
    }

    /** Something has an unknown name: says the nearest known ones, or all if none is near. */
    static RowFormatException unknown(String place, String reason, String name, Collection<String> known) {
        List<String> nearest = NearestNames.of(name, known);
        return nearest.isEmpty()
                ? new RowFormatException(place, reason + "; there are " + String.join(", ", known))
                : new RowFormatException(place, reason, nearest);
    }

    /** Returns where it is wrong: the file, and the row and its module where one is to blame. */
    public String place() {
        return place;
    }

    /** Returns what is wrong. */
    public String reason() {
        return reason;
    }

    /** Returns the known names nearest to an unknown one, best first. */
    public List<String> suggestions() {
        return suggestions;
    }
}
