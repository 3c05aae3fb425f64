package org.inceptionnext.cli.options;

import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.fetch.WeightsPlace;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a user's own weights are, with its own message. */
public final class WeightsPlaceConverter implements ITypeConverter<WeightsPlace> {
    @Override
    public WeightsPlace convert(String text) {
        try {
            return WeightsPlace.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(wrong(text, e));
        }
    }

    /** Reads it where it is no option's value, with the same message. */
    public static WeightsPlace parse(String text) {
        try {
            return WeightsPlace.parse(text);
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.USAGE, wrong(text, e), "");
        }
    }

    private static String wrong(String text, IllegalArgumentException reason) {
        String found = Printable.line(text, Printable.PATH_CHARS);
        return "weights are " + WeightsPlace.ALLOWED + ", not " + found + ": "
                + Printable.line(String.valueOf(reason.getMessage()), 2 * Printable.NAME_CHARS);
    }
}
