package org.inceptionnext.cli.models;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.AcceptedRisk;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.HubReference;
import org.jspecify.annotations.Nullable;

/** What {@code inx fetch hf://OWNER/NAME} does and prints: a folder, not a file as a card's weights are. */
record HubFetch(
        Console console, WeightAccess access, @Nullable Path lock, AcceptedRisk risk) {

    void run(HubReference reference) throws IOException {
        FetchedWeights weights = access.fetch(reference, lock, risk);
        List<Path> files;
        try (Stream<Path> all = Files.list(weights.file())) {
            files = all.sorted().toList();
        }
        long sizeBytes = 0;
        for (Path file : files) {
            sizeBytes += Files.size(file);
        }
        if (console.globals().json) {
            console.data(json(reference, weights, files, sizeBytes));
            return;
        }
        console.data(console.styled(Console.Style.BOLD, reference.toString()) + "  " + files.size() + " files, "
                + Numbers.grouped(sizeBytes) + " bytes");
        new Table(Align.LEFT, Align.LEFT)
                .row("  folder", weights.file().toString())
                .row("  from", weights.source())
                .row("  verified", weights.level().statement())
                .lines()
                .forEach(console::data);
    }

    private static JsonObject json(HubReference reference, FetchedWeights weights, List<Path> files, long sizeBytes) {
        JsonObject line = new JsonObject();
        line.addProperty("model", reference.toString());
        line.addProperty("folder", weights.file().toString());
        line.addProperty("source", weights.source());
        line.addProperty("rung", weights.level().name());
        line.addProperty("verified", weights.level().statement());
        JsonArray names = new JsonArray();
        files.forEach(file -> names.add(file.getFileName().toString()));
        line.add("files", names);
        line.addProperty("sizeBytes", sizeBytes);
        return line;
    }
}
