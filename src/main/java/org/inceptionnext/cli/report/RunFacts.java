package org.inceptionnext.cli.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Version;
import org.inceptionnext.cli.report.Report.Fact;

/** What every report says of how it was made. */
public final class RunFacts {
    private RunFacts() {}

    /** Returns the command line, as a shell takes it, the time, and what ran. */
    public static List<Fact> of(Console console) {
        String words = console.globals().words.stream().map(RunFacts::quoted).collect(Collectors.joining(" "));
        return List.of(
                new Fact("command", "inx " + words),
                new Fact("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
                new Fact("inx", Version.ofInx() + ", Java " + Runtime.version() + ", " + Version.ofSystem()));
    }

    /** Returns a word as a shell takes it. */
    public static String quoted(String word) {
        return word.matches("[\\p{L}\\p{N}_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
