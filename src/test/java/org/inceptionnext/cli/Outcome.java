package org.inceptionnext.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;

/** What one run of the command line did, in this process. */
public record Outcome(int exitCode, String out, String err) {

    public static Outcome of(String... arguments) {
        return withInput(new byte[0], arguments);
    }

    public static Outcome withInput(byte[] standardInput, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new ByteArrayInputStream(standardInput), out, err, false, false, 100, true);
        int exitCode = Inx.run(new Console(terminal, new Globals()), arguments);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Returns every line of standard output, each of which must be a JSON object. */
    public List<JsonObject> json() {
        return out.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }
}
