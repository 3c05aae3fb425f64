package org.inceptionnext.cli.console;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: data to standard output, everything else to standard error, both as UTF-8.
 *
 * <p>Standard error's last line may be a progress line, which every other line pushes down.
 */
public final class Console {
    private static final String ERASE_LINE = "\r\u001B[K";

    private final Terminal terminal;
    private final Globals globals;
    private volatile String progress = "";
    private volatile boolean silent;
    private volatile boolean open;

    public Console(Terminal terminal, Globals globals) {
        this.terminal = terminal;
        this.globals = globals;
    }

    public Terminal terminal() {
        return terminal;
    }

    public Globals globals() {
        return globals;
    }

    /** How a piece of text stands out. */
    public enum Style {
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }

        String apply(String text, boolean colored) {
            return colored ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
        }
    }

    /** Returns the text styled, if standard output is coloured. */
    public String styled(Style style, String text) {
        return style.apply(text, isColored(terminal.outIsTerminal()));
    }

    /** Returns whether text for a terminal (or what is none) is coloured. */
    public boolean isColored(boolean isTerminal) {
        return switch (globals.color) {
            case auto -> isTerminal && terminal.wantsColor();
            case always -> true;
            case never -> false;
        };
    }

    /**
     * Writes a line of the command's result.
     *
     * @throws ClosedPipeException if nobody reads it
     * @throws OutputException if it cannot be written
     */
    public void data(String line) {
        text(line + "\n");
    }

    /**
     * Writes text that has its line ends already.
     *
     * @throws ClosedPipeException if nobody reads it
     * @throws OutputException if it cannot be written
     */
    public synchronized void text(String text) {
        if (silent) {
            return;
        }
        eraseProgress();
        try {
            terminal.out().write(text.getBytes(StandardCharsets.UTF_8));
            terminal.out().flush();
        } catch (IOException e) {
            throw new OutputException("standard output", e);
        }
        drawProgress();
    }

    /** Writes a line of the command's result as JSON. */
    public void data(JsonElement element) {
        data(Json.line(element));
    }

    /** Tells a person something useful that is not the result; with {@code --quiet}, nothing. */
    public void hint(String message) {
        if (!globals.quiet) {
            errorLine(Style.DIM.apply(Printable.message(message), isColored(terminal.errIsTerminal())));
        }
    }

    /** Tells a person what is being done, with {@code --verbose}. */
    public void detail(String message) {
        if (globals.verbose) {
            hint(message);
        }
    }

    /** Reports an error. */
    public void error(String message) {
        String prefix = Style.RED.apply("inx:", isColored(terminal.errIsTerminal()));
        errorLine(prefix + " " + Printable.message(message));
    }

    /** Reports what went wrong and what to do next, and the stack trace if it was asked for. */
    public void error(Failure failure, Throwable cause) {
        error(failure.message());
        if (!failure.nextStep().isEmpty()) {
            errorLine(Printable.message(failure.nextStep()));
        }
        if (globals.stacktrace) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            errorLine(Printable.message(trace.toString().replace("\t", "    ").replace("\r", "")));
        }
    }

    /**
     * Reports that one of several inputs failed: as a line of the result with {@code --json}, so that a reader learns of
     * every input, else as an error.
     */
    public void inputError(String name, Exception cause) {
        if (!globals.json) {
            reportInput(name, cause);
            return;
        }
        JsonObject line = new JsonObject();
        line.addProperty("file", name);
        line.addProperty("error", Failures.of(cause).message());
        data(line);
    }

    /** Reports on standard error that one of several inputs failed. */
    public void reportInput(String name, Exception cause) {
        Failure failure = Failures.of(cause);
        String shown = Printable.line(name, Printable.PATH_CHARS);
        String message = failure.message().contains(shown) ? failure.message() : shown + ": " + failure.message();
        error(new Failure(failure.exitCode(), message, failure.nextStep()), cause);
    }

    /** Returns whether a progress line would be seen and is wanted. */
    public boolean showsProgress() {
        return terminal.errIsTerminal() && !globals.noProgress && !globals.quiet;
    }

    /** Shows a line that stays last on standard error until it changes; an empty one takes it away. */
    public synchronized void progress(String line) {
        if (silent) {
            return;
        }
        eraseProgress();
        progress = line.length() < terminal.columns() ? line : line.substring(0, terminal.columns() - 1);
        drawProgress();
    }

    /**
     * Takes the progress line away and writes nothing more: what fails because the process ends is no news. Waits for no
     * other thread, which may be stuck in a pipe that nobody reads.
     */
    public void silence() {
        silent = !open;
        eraseProgress();
    }

    /** Keeps {@link #silence} from closing this: the command ends in good order when the process is told to, and says so. */
    public void stayOpen() {
        open = true;
    }

    private synchronized void errorLine(String line) {
        if (silent) {
            return;
        }
        eraseProgress();
        write(terminal.err(), line + "\n");
        drawProgress();
    }

    private void eraseProgress() {
        if (!progress.isEmpty()) {
            write(terminal.err(), ERASE_LINE);
        }
    }

    private void drawProgress() {
        if (!progress.isEmpty()) {
            write(terminal.err(), progress);
        }
    }

    private static void write(OutputStream err, String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // Nobody reads the messages, which is no reason to stop the work.
            return;
        }
    }
}
