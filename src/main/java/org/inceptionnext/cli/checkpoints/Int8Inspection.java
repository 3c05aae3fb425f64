package org.inceptionnext.cli.checkpoints;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.recognise.QuantizationText;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionException;

/**
 * What a file says of 8 bits.
 *
 * @param quantization the layers and their ranges; empty if the text is none
 * @param problem why the text is none; empty if it is one
 */
record Int8Inspection(Optional<Quantization> quantization, String problem) {

    /** Returns empty if the file says nothing of it. */
    static Optional<Int8Inspection> of(Recognition recognition) {
        try {
            Optional<Quantization> stated = QuantizationText.in(recognition);
            return stated.isEmpty() ? Optional.empty() : Optional.of(new Int8Inspection(stated, ""));
        } catch (RecognitionException e) {
            return Optional.of(new Int8Inspection(Optional.empty(), String.valueOf(e.getMessage())));
        }
    }

    /** Adds its line. */
    void addTo(Table table) {
        table.row("int8", quantization.map(Int8Inspection::words).orElse("not possible: " + problem));
    }

    private static String words(Quantization stated) {
        String kept = stated.kept().isEmpty()
                ? ""
                : "; " + stated.kept().size() + " keep their precision: "
                        + Printable.line(String.join(", ", stated.kept()), Printable.PATH_CHARS);
        return stated.ranges().size() + " layers, ranges by "
                + Printable.line(stated.method() + " of " + stated.pictures(), Printable.PATH_CHARS) + kept;
    }

    /** Returns the same for a program. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        quantization.ifPresentOrElse(
                stated -> {
                    json.addProperty("layers", stated.ranges().size());
                    JsonArray kept = new JsonArray();
                    stated.kept().forEach(kept::add);
                    json.add("kept", kept);
                    json.addProperty("method", stated.method());
                    json.addProperty("pictures", stated.pictures());
                },
                () -> json.addProperty("problem", problem));
        return json;
    }
}
