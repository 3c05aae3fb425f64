package org.inceptionnext.cli;

import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code inx completion}. */
@Command(
        name = "completion",
        header = "Print a script that completes commands and options with the Tab key (bash and zsh).",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(inx completion)", "  inx completion > ~/.local/share/bash-completion/completions/inx"})
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.data(AutoComplete.bash("inx", spec.root().commandLine()));
        return ExitCode.OK.code();
    }
}
