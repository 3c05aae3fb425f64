package org.inceptionnext.cli;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.inceptionnext.cli.console.ClosedPipeException;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.inceptionnext.cli.console.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line: {@code inx COMMAND ...}. */
@Command(
        name = "inx",
        header = "InceptionNeXt models on the JVM, without Python.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  inx classify cat.png", "  inx models", "  inx inspect model.pth"})
public final class Inx implements Runnable {
    private static final int MAX_HELP_COLUMNS = 100;

    @Mixin
    final Globals globals;

    private Inx(Globals globals) {
        this.globals = globals;
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command and its arguments
     */
    public static void main(String[] arguments) {
        Console console = new Console(Terminal.ofProcess(), new Globals());
        Runtime.getRuntime().addShutdownHook(new Thread(console::silence, "inx-exit"));
        System.exit(run(console, arguments));
    }

    /** Runs a command and returns its exit code. */
    public static int run(Console console, String... arguments) {
        try {
            return commandLine(console, Commands.named(arguments)).execute(arguments);
        } catch (Throwable thrown) {
            // Errors; exceptions go through the handler that is set below.
            return report(console, thrown);
        }
    }

    /** Returns the tree of commands, without those that are not wanted. */
    static CommandLine commandLine(Console console, Predicate<String> wanted) {
        CommandLine commandLine = new CommandLine(new Inx(console.globals()));
        Commands.ALL.forEach((name, command) -> {
            if (wanted.test(name)) {
                commandLine.addSubcommand(command.apply(console));
            }
        });
        commandLine.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
        commandLine
                .setOut(writer(console.terminal().out()))
                .setErr(writer(console.terminal().err()))
                // A picture may be called @cat.png.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.min(MAX_HELP_COLUMNS, console.terminal().columns()))
                .setParameterExceptionHandler(new UsageErrors(console))
                .setExecutionExceptionHandler((thrown, command, parsed) -> report(console, thrown))
                .setExecutionStrategy(parsed -> execute(console, parsed));
        HelpLayout.apply(commandLine);
        return commandLine;
    }

    @Override
    public void run() {
        throw new FailureException(ExitCode.USAGE, "no command given", "Run: inx --help");
    }

    private static int execute(Console console, ParseResult parsed) {
        boolean colored = console.isColored(console.terminal().outIsTerminal());
        parsed.commandSpec()
                .commandLine()
                .setColorScheme(Help.defaultColorScheme(colored ? Help.Ansi.ON : Help.Ansi.OFF));
        Environment.prepare(console.globals());
        return new RunLast().execute(parsed);
    }

    private static int report(Console console, Throwable thrown) {
        if (thrown instanceof ClosedPipeException) {
            return ExitCode.OK.code();
        }
        Failure failure = Failures.of(thrown);
        console.error(failure, thrown);
        return failure.exitCode().code();
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
