package org.inceptionnext.cli.pictures;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.report.Report.Fact;
import org.inceptionnext.cli.report.RunFacts;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Pin;
import org.inceptionnext.registry.Preprocessing;

/** How a report's results were made: enough to make them again. */
record ReportFacts(Console console, ChosenModel chosen) implements Supplier<List<Fact>> {
    @Override
    public List<Fact> get() {
        List<Fact> facts = new ArrayList<>(RunFacts.of(console));
        Engine engine = Engine.getInstance();
        facts.add(new Fact(
                "engine", engine.getEngineName() + " " + engine.getVersion() + " by DJL " + Engine.getDjlVersion()));
        facts.add(new Fact(
                "model", chosen.card().qualifiedName() + " " + chosen.card().version()));
        chosen.weights().ifPresent(file -> facts.add(new Fact("weights", file + digest(file))));
        if (chosen.weights().isEmpty()) {
            pinned(chosen.card()).ifPresent(pin -> facts.add(new Fact("weights", "SHA-256 " + pin)));
        }
        facts.add(new Fact("pictures", prepared(chosen.preprocessing())));
        return facts;
    }

    private static Optional<String> pinned(ModelCard card) {
        return card.weights().sources().stream()
                .flatMap(source -> source.sha256().stream())
                .map(Pin::hex)
                .findFirst();
    }

    private static String digest(Path weights) {
        try {
            return Files.isRegularFile(weights) ? ", SHA-256 " + Sha256.of(weights.toRealPath()) : "";
        } catch (IOException e) {
            return ", which cannot be read any more: " + e.getMessage();
        }
    }

    /** Returns how pictures are prepared, in words. */
    static String prepared(Preprocessing preprocessing) {
        return String.format(
                Locale.ROOT,
                "%d x %d, crop %s %s, %s, mean %s, std %s",
                preprocessing.height(),
                preprocessing.width(),
                preprocessing.cropPct(),
                preprocessing.cropMode(),
                preprocessing.interpolation(),
                preprocessing.mean(),
                preprocessing.std());
    }
}
