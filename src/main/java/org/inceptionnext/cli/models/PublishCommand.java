package org.inceptionnext.cli.models;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.signing.SigningKey;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.fetch.signing.VerificationKey;
import org.inceptionnext.publish.Draft;
import org.inceptionnext.publish.RegistryCheck;
import org.inceptionnext.publish.RegistryFolder;
import org.inceptionnext.recognise.Recogniser;
import org.inceptionnext.recognise.Recognition;
import org.inceptionnext.recognise.RecognitionRequest;
import org.inceptionnext.registry.Release;
import org.inceptionnext.registry.UnknownModelException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inx publish}. */
@Command(
        name = "publish",
        header = "Publish a run or a checkpoint in a registry of your own, that others find it in by name.",
        description = {
            "",
            "A registry is a folder, and any server of static files can serve it. A version is never changed; --yank takes "
                    + "one back, and its files stay. Several may publish at once. How others name the registry: "
                    + "docs/registry.md."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inx publish run1 --to zoo --name com.acme/cells --version 1.2.0 --license MIT --description Cells",
            "  inx publish --yank com.acme/cells@1.2.0 --reason mislabelled --to zoo",
            "  inx publish --check --to zoo --key acme.pem"
        })
public final class PublishCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "SOURCE",
            description = "A run's folder, a folder that timm wrote, or a file of weights.")
    @Nullable
    Path source;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "The registry's folder.")
    Path to = Path.of("");

    @Option(names = "--name", paramLabel = "GROUP/NAME", description = "What others call it: com.acme/cells.")
    @Nullable
    String name;

    @Option(names = "--version", paramLabel = "VERSION", description = "Such as 1.2.0.")
    @Nullable
    String version;

    @Option(
            names = "--license",
            paramLabel = "SPDX",
            description = "The weights' licence: an SPDX identifier, or LicenseRef-...")
    @Nullable
    String license;

    @Option(names = "--description", paramLabel = "TEXT", description = "One or two sentences.")
    @Nullable
    String description;

    @Option(names = "--title", paramLabel = "TEXT", description = "The name in print; without it NAME.")
    @Nullable
    String title;

    @Option(names = "--dataset", paramLabel = "NAME", description = "What it was trained on; without it NAME.")
    @Nullable
    String dataset;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Class names, one a line, in the order of the outputs; without it those of SOURCE.")
    @Nullable
    Path labels;

    @Option(
            names = "--sign",
            paramLabel = "KEY.pem",
            description = "Sign all files of the version: a private key on P-256, P-384 or P-521, without a password.")
    @Nullable
    Path sign;

    @Option(
            names = "--yank",
            paramLabel = "GROUP/NAME@VERSION",
            description = "Take a version back; --reason says why.")
    @Nullable
    String yank;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who use the version.")
    @Nullable
    String reason;

    @Option(names = "--check", description = "Read the whole registry and say what is wrong in it.")
    boolean check;

    @Option(
            names = "--key",
            paramLabel = "KEY.pem",
            description = "With --check: public keys, one of which must have signed every version.")
    List<Path> keys = new ArrayList<>();

    public PublishCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnknownModelException {
        int asked = (source == null ? 0 : 1) + (yank == null ? 0 : 1) + (check ? 1 : 0);
        if (asked != 1) {
            throw usage("give one of SOURCE, --yank and --check");
        }
        if (check) {
            return checkAll();
        }
        return yank == null ? publish(Optional.ofNullable(source).orElseThrow()) : yank(yank);
    }

    private static FailureException usage(String message) {
        return new FailureException(ExitCode.USAGE, message, "Run: inx publish --help");
    }

    private static String require(@Nullable String value, String option) {
        if (value == null || value.isBlank()) {
            throw usage(option + " is needed");
        }
        return value;
    }

    /** A group and a name. */
    private record Name(String group, String name) {
        static Name of(String text) {
            int slash = text.indexOf('/');
            if (slash <= 0 || slash == text.length() - 1) {
                throw usage("a name is GROUP/NAME, such as com.acme/cells, not "
                        + Printable.line(text, Printable.NAME_CHARS));
            }
            return new Name(text.substring(0, slash), text.substring(slash + 1));
        }
    }

    private int publish(Path from) throws IOException, UnknownModelException {
        Name wanted = Name.of(require(name, "--name"));
        Draft draft = new Draft(
                wanted.group(),
                wanted.name(),
                require(version, "--version"),
                title == null ? wanted.name() : title,
                require(description, "--description"),
                require(license, "--license"),
                dataset == null ? wanted.name() : dataset,
                classNames());
        Optional<SigningKey> key = sign == null ? Optional.empty() : Optional.of(SigningKey.read(sign));
        try (Recognition recognition = Recogniser.open(from, RecognitionRequest.ANY)) {
            recognition.require().notes().forEach(note -> console.hint(note));
            Release release = new RegistryFolder(to).publish(draft.of(recognition), key, listener());
            print(release, "published", key.isPresent());
        }
        return ExitCode.OK.code();
    }

    private List<String> classNames() throws IOException {
        return labels == null
                ? List.of()
                : Files.readAllLines(labels).stream()
                        .filter(line -> !line.isBlank())
                        .toList();
    }

    private FetchListener listener() {
        return new FetchListener() {
            @Override
            public void note(String message) {
                console.hint(message);
            }
        };
    }

    private int yank(String what) throws IOException {
        int at = what.lastIndexOf('@');
        if (at < 0) {
            throw usage("--yank takes GROUP/NAME@VERSION");
        }
        Name wanted = Name.of(what.substring(0, at));
        Release release = new RegistryFolder(to)
                .yank(wanted.group(), wanted.name(), what.substring(at + 1), require(reason, "--reason"));
        print(release, "withdrawn", false);
        return ExitCode.OK.code();
    }

    private void print(Release release, String done, boolean signed) {
        String name = release.card().qualifiedName() + "@" + release.card().version();
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("model", name);
            line.addProperty("done", done);
            line.addProperty("signed", signed);
            release.card().weights().sources().forEach(source -> {
                source.sha256().ifPresent(pin -> line.addProperty("sha256", pin.hex()));
                source.sizeBytes().ifPresent(size -> line.addProperty("sizeBytes", size));
            });
            console.data(line);
            return;
        }
        console.data(
                console.styled(Console.Style.BOLD, name) + "  " + done + (signed ? " and signed" : "") + " in " + to);
    }

    private int checkAll() throws IOException {
        List<VerificationKey> trusted = new ArrayList<>();
        for (Path file : keys) {
            trusted.add(VerificationKey.read(file));
        }
        RegistryCheck.Report report = RegistryCheck.of(to, new TrustedKeys(trusted, List.of()));
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("models", report.models());
            line.addProperty("versions", report.versions());
            line.addProperty("problems", report.problems().size());
            console.data(line);
        } else {
            console.data(report.models() + " models, " + report.versions() + " versions, "
                    + (report.problems().isEmpty()
                            ? "all as published"
                            : report.problems().size() + " problems"));
        }
        report.notes().forEach(console::hint);
        report.problems().forEach(console::error);
        return (report.problems().isEmpty() ? ExitCode.OK : ExitCode.INTEGRITY).code();
    }
}
