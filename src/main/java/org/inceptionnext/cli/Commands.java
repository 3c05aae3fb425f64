package org.inceptionnext.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.inceptionnext.cli.checkpoints.ConvertCommand;
import org.inceptionnext.cli.checkpoints.DiffCommand;
import org.inceptionnext.cli.checkpoints.DigestCommand;
import org.inceptionnext.cli.checkpoints.InspectCommand;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.data.DataCheckCommand;
import org.inceptionnext.cli.data.DataCommand;
import org.inceptionnext.cli.data.DataConvertCommand;
import org.inceptionnext.cli.data.DataShowCommand;
import org.inceptionnext.cli.data.DataSplitCommand;
import org.inceptionnext.cli.machine.BenchCommand;
import org.inceptionnext.cli.machine.DoctorCommand;
import org.inceptionnext.cli.models.CacheCommand;
import org.inceptionnext.cli.models.FetchCommand;
import org.inceptionnext.cli.models.ModelsCommand;
import org.inceptionnext.cli.models.ModelsShowCommand;
import org.inceptionnext.cli.models.PinCommand;
import org.inceptionnext.cli.models.PublishCommand;
import org.inceptionnext.cli.models.VerifyCommand;
import org.inceptionnext.cli.pictures.ClassifyCommand;
import org.inceptionnext.cli.pictures.DetectCommand;
import org.inceptionnext.cli.pictures.EmbedCommand;
import org.inceptionnext.cli.pictures.EvalCommand;
import org.inceptionnext.cli.pictures.QuantizeCommand;
import org.inceptionnext.cli.pictures.SearchCommand;
import org.inceptionnext.cli.train.TrainCommand;
import picocli.CommandLine;

/** The commands of {@code inx}, by name, in the order of its help. */
final class Commands {
    /** How each is made. Made they are reflected upon, which takes an eighth of a second for all of them. */
    static final Map<String, Function<Console, CommandLine>> ALL = all();

    /** What may be about all commands: the list of them, and the script that completes their names. */
    private static final Set<String> ABOUT_ALL = Set.of("-h", "--help", "completion");

    private Commands() {}

    /**
     * Returns which commands a command line may be about: those whose names stand in it, even where a name is something
     * else's value; all of them where none does, or help is asked for.
     */
    static Predicate<String> named(String... arguments) {
        Set<String> words = Set.copyOf(Arrays.asList(arguments));
        boolean all =
                words.stream().anyMatch(ABOUT_ALL::contains) || words.stream().noneMatch(ALL::containsKey);
        return name -> all || words.contains(name);
    }

    private static Map<String, Function<Console, CommandLine>> all() {
        Map<String, Function<Console, CommandLine>> commands = new LinkedHashMap<>();
        commands.put("classify", console -> new CommandLine(new ClassifyCommand(console)));
        commands.put("detect", console -> new CommandLine(new DetectCommand(console)));
        commands.put("embed", console -> new CommandLine(new EmbedCommand(console)));
        commands.put("search", console -> new CommandLine(new SearchCommand(console)));
        commands.put("train", console -> new CommandLine(new TrainCommand(console)));
        commands.put(
                "models",
                console -> new CommandLine(new ModelsCommand(console)).addSubcommand(new ModelsShowCommand(console)));
        commands.put("eval", console -> new CommandLine(new EvalCommand(console)));
        commands.put(
                "data",
                console -> new CommandLine(new DataCommand())
                        .addSubcommand(new DataCheckCommand(console))
                        .addSubcommand(new DataSplitCommand(console))
                        .addSubcommand(new DataShowCommand(console))
                        .addSubcommand(new DataConvertCommand(console)));
        commands.put("inspect", console -> new CommandLine(new InspectCommand(console)));
        commands.put("digest", console -> new CommandLine(new DigestCommand(console)));
        commands.put("diff", console -> new CommandLine(new DiffCommand(console)));
        commands.put("quantize", console -> new CommandLine(new QuantizeCommand(console)));
        commands.put("convert", console -> new CommandLine(new ConvertCommand(console)));
        commands.put("fetch", console -> new CommandLine(new FetchCommand(console)));
        commands.put(
                "cache",
                console -> new CommandLine(new CacheCommand())
                        .addSubcommand(new CacheCommand.ListCommand(console))
                        .addSubcommand(new CacheCommand.VerifyAll(console))
                        .addSubcommand(new CacheCommand.RemoveCommand(console))
                        .addSubcommand(new CacheCommand.PruneCommand(console)));
        commands.put("verify", console -> new CommandLine(new VerifyCommand(console)));
        commands.put("publish", console -> new CommandLine(new PublishCommand(console)));
        commands.put("pin", console -> new CommandLine(new PinCommand(console)));
        commands.put("bench", console -> new CommandLine(new BenchCommand(console)));
        commands.put("doctor", console -> new CommandLine(new DoctorCommand(console)));
        commands.put("completion", console -> new CommandLine(new CompletionCommand(console)));
        return commands;
    }
}
