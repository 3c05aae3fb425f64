package org.inceptionnext.cli;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.testing.ChildJvm;
import org.inceptionnext.testing.FakeHub;

/**
 * Several command lines, one after the other, in another process with a cache and registries of its own: what is configured
 * counts for a whole process.
 */
public final class Session {
    private Session() {}

    /** Arguments: {@code -DNAME=VALUE} sets a property; any other is a command line, its words separated by spaces. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("-D")) {
                String[] property = argument.substring(2).split("=", 2);
                System.setProperty(property[0], property[1]);
            } else {
                System.out.println(new Gson().toJson(Outcome.of(argument.split(" "))));
            }
        }
        System.exit(0);
    }

    /**
     * Runs command lines and returns what each did.
     *
     * @param hub the network
     * @param properties for the process
     */
    public static List<Outcome> run(FakeHub hub, Path cache, Map<String, String> properties, String... commandLines)
            throws IOException {
        List<String> arguments = new ArrayList<>();
        properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        arguments.addAll(List.of(commandLines));
        ChildJvm.Result result = ChildJvm.run(hub, cache, Session.class, arguments);
        List<Outcome> outcomes = result.out()
                .lines()
                .map(line -> new Gson().fromJson(line, Outcome.class))
                .toList();
        if (outcomes.size() != commandLines.length) {
            throw new IOException("exit code " + result.exitCode() + ": " + result.out() + result.err());
        }
        return outcomes;
    }
}
