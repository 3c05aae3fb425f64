package org.inceptionnext.cli.models;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Table;
import org.inceptionnext.cli.console.Table.Align;
import org.inceptionnext.cli.console.TransferProgress;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.fetch.AcceptedRisk;
import org.inceptionnext.fetch.FetchPlan;
import org.inceptionnext.fetch.FetchedWeights;
import org.inceptionnext.fetch.RemotePlan;
import org.inceptionnext.fetch.WeightsPlace;
import org.jspecify.annotations.Nullable;

/** What {@code inx fetch} does and prints of a place that has no card: a repository's folder, or a file behind https. */
record PlaceFetch(
        Console console, WeightAccess access, @Nullable Path lock, AcceptedRisk risk) {

    /** Fetches, prints, and returns what came. */
    FetchedWeights run(WeightsPlace place) throws IOException {
        FetchedWeights weights = access.fetch(place, lock, risk);
        boolean isFolder = Files.isDirectory(weights.file());
        List<Path> files = isFolder ? list(weights.file()) : List.of(weights.file());
        long sizeBytes = 0;
        for (Path file : files) {
            sizeBytes += Files.size(file);
        }
        if (console.globals().json) {
            console.data(json(place, weights, isFolder ? files : List.of(), sizeBytes));
            return weights;
        }
        console.data(console.styled(Console.Style.BOLD, place.toString()) + "  "
                + (isFolder ? files.size() + " files, " : "") + Numbers.grouped(sizeBytes) + " bytes");
        new Table(Align.LEFT, Align.LEFT)
                .row(isFolder ? "  folder" : "  file", weights.file().toString())
                .row("  from", weights.source())
                .row("  verified", weights.level().statement())
                .lines()
                .forEach(console::data);
        return weights;
    }

    /** Says what would be loaded. */
    void plan(WeightsPlace place) throws IOException {
        RemotePlan plan;
        try (TransferProgress progress = new TransferProgress(console)) {
            plan = access.own(lock).plan(place, progress).orElseThrow();
        }
        if (console.globals().json) {
            console.data(json(place, plan));
        } else {
            console.data(console.styled(Console.Style.BOLD, place.toString()) + "  "
                    + (plan.present() ? "nothing to load" : plan.source()));
            Table table = new Table(Align.RIGHT, Align.LEFT);
            plan.files().forEach(file -> table.row("  " + FetchCommand.size(file.sizeBytes()), file.url()));
            if (!plan.present() && !plan.files().isEmpty()) {
                table.lines().forEach(console::data);
            }
        }
        plan.offlineReason().ifPresent(reason -> console.hint(FetchCommand.wouldFail(reason)));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static JsonObject json(WeightsPlace place, FetchedWeights weights, List<Path> files, long sizeBytes) {
        JsonObject line = new JsonObject();
        line.addProperty("model", place.toString());
        line.addProperty(files.isEmpty() ? "file" : "folder", weights.file().toString());
        line.addProperty("source", weights.source());
        line.addProperty("rung", weights.level().name());
        line.addProperty("verified", weights.level().statement());
        if (files.isEmpty()) {
            line.addProperty("sha256", weights.file().getFileName().toString());
        } else {
            JsonArray names = new JsonArray();
            files.forEach(file -> names.add(file.getFileName().toString()));
            line.add("files", names);
        }
        line.addProperty("sizeBytes", sizeBytes);
        return line;
    }

    private static JsonObject json(WeightsPlace place, RemotePlan plan) {
        JsonObject line = new JsonObject();
        line.addProperty("model", place.toString());
        line.addProperty("present", plan.present());
        line.addProperty("source", plan.source());
        line.addProperty("offline", plan.offlineReason().isPresent());
        JsonArray files = new JsonArray();
        OptionalLong total = OptionalLong.of(0);
        for (FetchPlan.Step step : plan.files()) {
            files.add(FetchCommand.json(step));
            total = total.isPresent() && step.sizeBytes().isPresent()
                    ? OptionalLong.of(total.getAsLong() + step.sizeBytes().getAsLong())
                    : OptionalLong.empty();
        }
        line.add("files", files);
        line.addProperty("sizeBytes", FetchCommand.number(total));
        return line;
    }
}
