package org.inceptionnext.cli.search;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.results.ResultColumn;
import org.inceptionnext.cli.results.ResultColumn.Kind;
import org.inceptionnext.cli.results.ResultLayout;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.jspecify.annotations.Nullable;

/** What is said of the pictures near a picture: their names, the nearest first, and how near. */
record NeighbourLayout(Console console, PictureIndex index) implements ResultLayout<List<Neighbour>> {
    @Override
    public List<ResultColumn> columns() {
        return List.of(
                new ResultColumn("rank", Kind.INTEGER),
                new ResultColumn("neighbour", Kind.TEXT),
                new ResultColumn("similarity", Kind.NUMBER));
    }

    @Override
    public List<@Nullable Object[]> rows(Answered<List<Neighbour>> result) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Neighbour each : result.answer()) {
            rows.add(new Object[] {rows.size() + 1, each.file(), each.similarity()});
        }
        return rows.isEmpty() ? List.<@Nullable Object[]>of(new Object[] {null, null, null}) : rows;
    }

    @Override
    public JsonObject json(Answered<List<Neighbour>> result) {
        JsonArray neighbours = new JsonArray();
        for (Neighbour each : result.answer()) {
            JsonObject one = new JsonObject();
            one.addProperty("file", each.file());
            one.addProperty("similarity", each.similarity());
            neighbours.add(one);
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", result.picture().name());
        line.addProperty("index", index.folder().toString());
        line.add("neighbours", neighbours);
        return line;
    }

    @Override
    public void print(Answered<List<Neighbour>> result) {
        console.data(Printable.line(result.picture().name(), Printable.PATH_CHARS));
        for (Neighbour each : result.answer()) {
            console.data(String.format(Locale.ROOT, "  %7.4f  ", each.similarity())
                    + Printable.line(each.file(), Printable.PATH_CHARS));
        }
    }
}
