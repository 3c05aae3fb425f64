package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Version;
import org.inceptionnext.cli.report.Report.Fact;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.registry.Preprocessing;

/** How a report's results were made: enough to make them again. */
record ReportFacts(Console console, ChosenModel chosen) implements Supplier<List<Fact>> {
    @Override
    public List<Fact> get() {
        List<Fact> facts = new ArrayList<>();
        String words = console.globals().words.stream().map(ReportFacts::quoted).collect(Collectors.joining(" "));
        facts.add(new Fact("command", "inx " + words));
        facts.add(new Fact("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        facts.add(new Fact("inx", Version.ofInx() + ", Java " + Runtime.version() + ", " + Version.ofSystem()));
        facts.add(new Fact(
                "model", chosen.card().qualifiedName() + " " + chosen.card().version()));
        chosen.weights().ifPresent(file -> facts.add(new Fact("weights", file + digest(file))));
        facts.add(new Fact("pictures", prepared(chosen.preprocessing())));
        return facts;
    }

    /** As a shell takes it. */
    private static String quoted(String word) {
        return word.matches("[\\p{L}\\p{N}_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
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
