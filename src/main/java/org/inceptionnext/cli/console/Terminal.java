package org.inceptionnext.cli.console;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * The three streams of a process and what is behind them.
 *
 * @param in standard input
 * @param out standard output, unbuffered
 * @param err standard error, unbuffered
 * @param outIsTerminal whether a person sees {@code out} as it is written
 * @param errIsTerminal whether a person sees {@code err} as it is written
 * @param columns the terminal's width in characters
 * @param wantsColor false if the environment says that no program should colour
 */
public record Terminal(
        InputStream in,
        OutputStream out,
        OutputStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns,
        boolean wantsColor) {
    private static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 2;

    /** Returns this process's, as the launcher found them: Java 17 cannot ask for one stream alone. */
    public static Terminal ofProcess() {
        List<String> terminals = List.of(System.getProperty("inx.terminals", "").split(",", -1));
        Map<String, String> environment = System.getenv();
        boolean wantsColor =
                environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        return new Terminal(
                // Buffered, because FileInputStream's own readNBytes seeks, which a pipe cannot.
                new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                new StandardOutput(),
                new FileOutputStream(FileDescriptor.err),
                terminals.contains("out"),
                terminals.contains("err"),
                columns(System.getProperty("inx.columns", "")),
                wantsColor);
    }

    static int columns(String text) {
        try {
            int columns = Integer.parseInt(text);
            // A terminal that does not know its width says 0.
            return columns <= 0 ? DEFAULT_COLUMNS : Math.max(MIN_COLUMNS, columns);
        } catch (NumberFormatException e) {
            return DEFAULT_COLUMNS;
        }
    }
}
