package org.inceptionnext.testing;

import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** This project's code in another process, which a test may configure, watch and kill. */
public final class ChildJvm {
    private ChildJvm() {}

    /** What a process did. */
    public record Result(int exitCode, String out, String err) {}

    /**
     * Starts a class of this class path with DJL's cache in a folder of its own.
     *
     * @param hub the hub that it can reach and trusts; it reaches no other host
     */
    public static Process start(FakeHub hub, Path cache, Class<?> main, List<String> arguments) throws IOException {
        return builder(hub, cache, main, arguments).start();
    }

    private static ProcessBuilder builder(FakeHub hub, Path cache, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FakeAuthority.jvmArguments());
        for (Map.Entry<String, String> property : hub.properties().entrySet()) {
            command.add("-D" + property.getKey() + "=" + property.getValue());
        }
        command.addAll(List.of("-Xmx1g", "-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        builder.environment().put("HF_HOME", cache.resolve("no hugging face").toString());
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.environment().keySet().removeAll(List.of("HF_ENDPOINT", "HF_TOKEN", "HF_HUB_OFFLINE", "DJL_OFFLINE"));
        return builder;
    }

    /** Runs a class to its end. */
    public static Result run(FakeHub hub, Path cache, Class<?> main, List<String> arguments) throws IOException {
        return run(builder(hub, cache, main, arguments));
    }

    /** Runs a class to its end, with a system that lets no file grow beyond a size, as a full disk does. */
    public static Result runWithSmallFiles(FakeHub hub, Path cache, Class<?> main, List<String> arguments)
            throws IOException {
        ProcessBuilder builder = builder(hub, cache, main, arguments);
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 400; exec \"$@\"", "sh"));
        limited.addAll(builder.command());
        return run(builder.command(limited));
    }

    /**
     * Runs a program that has been packaged, to its end. It may use no network.
     *
     * @param arguments what {@code java} is told: {@code -jar FILE}, or a class path and a class
     */
    public static Result runPackaged(Path cache, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-Dfile.encoding=UTF-8", "-Dai.djl.offline=true"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        // The natives that the tests have unpacked already.
        builder.environment().put("ENGINE_CACHE_DIR", Utils.getEngineCacheDir().toString());
        return run(builder);
    }

    /** Runs a class to its end with more in its environment. */
    public static Result runWith(Map<String, String> environment, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return run(builder);
    }

    /** Runs a class to its end with a jar before this class path. */
    public static Result runBehind(Path jar, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.awt.headless=true");
        String classPath = jar + File.pathSeparator + System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return run(new ProcessBuilder(command));
    }

    /** Runs a class to its end without the jars of this class path whose names begin so. */
    public static Result runWithout(String jarName, Class<?> main, List<String> arguments) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !String.valueOf(Path.of(entry).getFileName()).startsWith(jarName))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dai.djl.offline=true", "-cp", classPath, main.getName()));
        command.addAll(arguments);
        return run(new ProcessBuilder(command));
    }

    /** Runs a class to its end in a heap of this size. */
    public static Result runInHeap(int maxMebibytes, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + maxMebibytes + "m", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(arguments);
        return run(new ProcessBuilder(command));
    }

    private static Result run(ProcessBuilder builder) throws IOException {
        Path errors = Files.createTempFile("child", ".err");
        try {
            Process process = builder.start();
            Thread drain = new Thread(() -> copy(process, errors));
            drain.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            drain.join();
            return new Result(exitCode, out, Files.readString(errors));
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static void copy(Process process, Path errors) {
        try {
            Files.copy(process.getErrorStream(), errors, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
