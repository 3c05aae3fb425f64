package org.inceptionnext.cli.options;

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
            throw new TypeConversionException("weights are a file, a folder, or hf://OWNER/NAME[@REVISION], not "
                    + Printable.line(text, Printable.NAME_CHARS));
        }
    }
}
