package org.inceptionnext.cli.options;

import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.fetch.WeightsPlace;

/**
 * Reads where a user's own weights are, with its own message. It is no converter of picocli: the launcher's class archive would
 * have to leave out picocli's own ones, of an older format, whose interface a class of today would bring along.
 */
public final class WeightsPlaces {
    private WeightsPlaces() {}

    /**
     * Reads a place.
     *
     * @throws FailureException if it is none
     */
    public static WeightsPlace parse(String text) {
        try {
            return WeightsPlace.parse(text);
        } catch (IllegalArgumentException e) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "weights are " + WeightsPlace.ALLOWED + ", not " + Printable.line(text, Printable.PATH_CHARS) + ": "
                            + Printable.line(String.valueOf(e.getMessage()), 2 * Printable.NAME_CHARS),
                    "");
        }
    }

    /** Returns a place in words that mean it from any folder, for what is read again later. */
    public static String absolute(WeightsPlace place) {
        return place instanceof WeightsPlace.Local local
                ? local.path().toAbsolutePath().toString()
                : place.toString();
    }
}
