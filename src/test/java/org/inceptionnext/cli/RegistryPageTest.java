package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.inceptionnext.fetch.signing.ModelSignature;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.fetch.signing.VerificationKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of docs/registry.md, all in one shell: every fence {@code ```sh}, but for those that are {@code by-hand}
 * because they need other programs. Each command has to succeed.
 */
@DisabledOnOs(OS.WINDOWS)
class RegistryPageTest {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Path KEYS = Path.of("src/test/resources/signing");

    @TempDir
    private Path work;

    @Test
    void commandsOfThePageDoWhatItSays() throws Exception {
        Path run = Files.createDirectories(work.resolve("run1"));
        Files.copy(Path.of("zoo/weights/inceptionnext_zepto.cifar10.safetensors"), run.resolve("model.safetensors"));
        Files.copy(KEYS.resolve("p256.pem"), work.resolve("key.pem"));
        Files.copy(KEYS.resolve("p256.pub.pem"), work.resolve("acme.pem"));
        Files.copy(
                Path.of("src/test/resources/golden/cifar10/bird/0004.jpg"),
                work.resolve("picture.jpg"),
                StandardCopyOption.REPLACE_EXISTING);
        List<String> script = new ArrayList<>(
                List.of(
                        "set -e",
                        "inx() { echo \"\\$ $*\"; "
                                + "\"$INX_JAVA\" -XX:+UseSerialGC -cp \"$INX_CLASS_PATH\" org.inceptionnext.cli.Inx \"$@\"; }"));
        Matcher fence = FENCE.matcher(Files.readString(Path.of("docs/registry.md")));
        int commands = 0;
        while (fence.find()) {
            script.add(fence.group(1));
            commands += (int) fence.group(1)
                    .lines()
                    .filter(line -> line.startsWith("inx "))
                    .count();
        }
        assertThat(commands).isEqualTo(14);
        String said = run(String.join("\n", script));
        assertThat(said)
                .contains(
                        "com.acme/cells@1.2.0  published in zoo",
                        "com.acme/cells@1.2.0  withdrawn in zoo",
                        "1 models, 2 versions, all as published",
                        "com.acme/cells@1.3.0  published and signed in zoo",
                        "a key that you trust has signed the card",
                        "pipeline_tag: image-classification")
                .doesNotContain("inx: ");
        assertThat(said.split("deer ", -1)).as("four pictures were classified").hasSize(5);
        ModelSignature.verify(
                work.resolve("zoo/model/cv/image_classification/com/acme/cells/1.3.0"),
                TrustedKeys.of(VerificationKey.read(KEYS.resolve("p256.pub.pem"))));
    }

    private String run(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).directory(work.toFile());
        builder.environment()
                .put(
                        "INX_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The shell runs elsewhere.
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        builder.environment().put("INX_CLASS_PATH", classPath);
        builder.environment().put("DJL_CACHE_DIR", work.resolve("cache").toString());
        builder.environment().put("ENGINE_CACHE_DIR", Utils.getEngineCacheDir().toString());
        builder.environment().put("XDG_CONFIG_HOME", work.resolve("config").toString());
        builder.environment().put("OPT_OUT_TRACKING", "true");
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
