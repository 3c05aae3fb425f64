package org.inceptionnext.cli.pictures;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.results.ResultColumn;
import org.inceptionnext.cli.results.ResultColumn.Kind;
import org.inceptionnext.cli.results.ResultLayout;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.jspecify.annotations.Nullable;

/** What is said of a picture's vector: all of it, and to a person its length and beginning. */
record VectorLayout(Console console, ChosenModel chosen) implements ResultLayout<float[]> {
    private static final int NUMBERS_SHOWN = 4;

    @Override
    public List<ResultColumn> columns() {
        return List.of(new ResultColumn("embedding", Kind.NUMBERS));
    }

    @Override
    public List<@Nullable Object[]> rows(Answered<float[]> result) {
        return List.<@Nullable Object[]>of(new Object[] {result.answer()});
    }

    @Override
    public JsonObject json(Answered<float[]> result) {
        JsonArray numbers = new JsonArray(result.answer().length);
        for (float number : result.answer()) {
            numbers.add(number);
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", result.picture().name());
        line.addProperty("model", chosen.card().name());
        line.addProperty("preset", chosen.preset().name());
        line.add("embedding", numbers);
        return line;
    }

    @Override
    public void print(Answered<float[]> result) {
        float[] vector = result.answer();
        StringBuilder line = new StringBuilder(Printable.line(result.picture().name(), Printable.PATH_CHARS));
        line.append("  ").append(vector.length).append(" numbers:");
        for (int i = 0; i < Math.min(NUMBERS_SHOWN, vector.length); i++) {
            line.append(String.format(Locale.ROOT, " %.4f", vector[i]));
        }
        console.data(line + " ...");
    }
}
