package org.inceptionnext.cli.machine;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.repository.RepositoryFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.repository.zoo.ZooProvider;
import ai.djl.util.Platform;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Numbers;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.cli.console.Version;
import org.inceptionnext.cli.options.WeightAccess;
import org.inceptionnext.cli.pictures.ChosenModel;
import org.inceptionnext.djl.InceptionNextModelZoo;
import org.inceptionnext.fetch.FetchException;
import org.inceptionnext.fetch.NetworkSettings;
import org.inceptionnext.fetch.Reachability;
import org.inceptionnext.fetch.WeightCache;
import org.inceptionnext.runtime.InceptionNextRuntime;
import picocli.CommandLine.Command;

/** {@code inx doctor}. */
@Command(
        name = "doctor",
        header = "Look at what models need here: Java, DJL, PyTorch's library, cache, proxy, publishers.",
        description = {"", "A line that begins with BAD says what to repair; then the exit code is 8."},
        footerHeading = "%nExamples:%n",
        footer = {"  inx doctor", "  inx doctor --offline", "  inx doctor --json | jq -r 'select(.ok | not)'"})
public final class DoctorCommand implements Callable<Integer> {
    private static final String OUR_PACKAGE = "org.inceptionnext.djl.";

    private final Console console;
    private final WeightAccess access;
    private boolean foundBad;

    public DoctorCommand(Console console) {
        this.console = console;
        this.access = new WeightAccess(console);
    }

    @Override
    public Integer call() throws IOException {
        fine("java", Runtime.version() + ", " + Version.ofSystem());
        fine("memory", Numbers.grouped(Runtime.getRuntime().maxMemory() >> 20) + " MiB at most");
        engine();
        services("zoo", ZooProvider.class);
        services("djl:// addresses", RepositoryFactory.class);
        cache();
        network();
        return (foundBad ? ExitCode.SOME_INPUTS_FAILED : ExitCode.OK).code();
    }

    private void engine() {
        fine("djl", Engine.getDjlVersion());
        try {
            Engine engine = Engine.getInstance();
            Platform platform = Platform.detectPlatform("pytorch");
            fine(
                    "engine",
                    engine.getEngineName() + " " + engine.getVersion() + ", flavor " + platform.getFlavor() + ", "
                            + platform.getClassifier());
            fine("device", engine.defaultDevice() + ", " + engine.getGpuCount() + " GPUs");
            fine("threads", InceptionNextRuntime.threads());
            fine(
                    "allocator",
                    InceptionNextRuntime.tuneAllocator()
                            ? "glibc's, tuned to keep memory between predictions"
                            : "not glibc's, as it is");
            fine(
                    "int8",
                    InceptionNextRuntime.computesInt8()
                            ? "layers that inx quantize has measured are computed in 8 bits"
                            : "this processor has no VNNI: --dtype int8 computes in float32, and inx eval shows 8 bits slowly");
            compiledForm();
        } catch (RuntimeException | LinkageError e) {
            bad("engine", "PyTorch's library does not load: " + e.getMessage());
        }
    }

    /** How networks are compiled here, as the embedded model shows. */
    private void compiledForm() {
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optArtifactId(ChosenModel.DEMONSTRATION)
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
            String form = model.getProperty("compiledForm");
            if (form.startsWith("portable,")) {
                bad("compiled form", form);
            } else {
                fine("compiled form", form);
            }
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            bad("compiled form", "the embedded model does not load: " + e.getMessage());
        }
    }

    /** A fat jar that keeps one of several files under META-INF/services loses the other libraries' entries. */
    private <T> void services(String what, Class<T> service) {
        try {
            boolean found = StreamSupport.stream(ServiceLoader.load(service).spliterator(), false)
                    .anyMatch(provider -> provider.getClass().getName().startsWith(OUR_PACKAGE));
            if (found) {
                fine(what, "registered in META-INF/services");
            } else {
                bad(
                        what,
                        "not in META-INF/services/" + service.getName()
                                + ": merge these files when you build one jar, or"
                                + " call ModelZoo.registerModelZoo(new InceptionNextZooProvider())");
            }
        } catch (ServiceConfigurationError e) {
            bad(what, "META-INF/services/" + service.getName() + ": " + e.getMessage());
        }
    }

    private void cache() throws IOException {
        Path folder = access.folder();
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        FileStore disk = Files.getFileStore(existing);
        String space = Numbers.grouped(disk.getUsableSpace() >> 20) + " MiB free";
        if (Files.isDirectory(existing) && Files.isWritable(existing)) {
            fine("cache", folder + ", " + space);
        } else {
            bad("cache", existing + " cannot be written; choose another with DJL_CACHE_DIR or --cache-dir");
        }
        try {
            long weights = new WeightCache(folder)
                    .items().stream()
                            .filter(item -> item.kind() == WeightCache.Kind.WEIGHTS)
                            .count();
            fine("weights", weights + " files in the cache");
        } catch (FetchException e) {
            bad("weights", String.valueOf(e.getMessage()));
        }
    }

    private void network() throws IOException {
        NetworkSettings settings = access.network();
        if (settings.offlineReason().isPresent()) {
            fine("network", "not used: " + settings.offlineReason().get());
            return;
        }
        try {
            for (Reachability publisher : Reachability.check(settings)) {
                String via = publisher.proxy().map(proxy -> " through " + proxy).orElse(" directly");
                if (publisher.problem().isPresent()) {
                    bad(publisher.host(), publisher.problem().get());
                } else {
                    fine(
                            publisher.host(),
                            String.format(
                                    Locale.ROOT,
                                    "reached%s in %.1f s",
                                    via,
                                    publisher.time().toMillis() / 1e3));
                }
            }
        } catch (FetchException e) {
            bad("network", String.valueOf(e.getMessage()));
        }
    }

    private void fine(String what, String found) {
        print(what, true, found);
    }

    private void bad(String what, String found) {
        foundBad = true;
        print(what, false, found);
    }

    private void print(String what, boolean ok, String found) {
        if (console.globals().json) {
            JsonObject line = new JsonObject();
            line.addProperty("what", what);
            line.addProperty("ok", ok);
            line.addProperty("found", found);
            console.data(line);
            return;
        }
        String mark = ok ? console.styled(Console.Style.GREEN, "ok ") : console.styled(Console.Style.RED, "BAD");
        console.data(mark + "  " + String.format(Locale.ROOT, "%-18s", what) + Printable.message(found));
    }
}
