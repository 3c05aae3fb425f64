package org.inceptionnext.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.signing.SigningKey;
import org.inceptionnext.testing.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signed model is found by another process, with an empty cache and the key, and gives the numbers of what was published. */
class PublishedModelTest {
    private static final Path KEYS = Path.of("src/test/resources/signing").toAbsolutePath();

    private static final String SIGNED =
            " the SHA-256 equals the pin in the model's card, and a key that you trust has signed the card";

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void publish() throws IOException {
        root = folder.resolve("zoo");
        try (Publications publications = new Publications()) {
            new RegistryFolder(root)
                    .publish(
                            publications.of("cells", "1.2.0"),
                            Optional.of(SigningKey.read(KEYS.resolve("p521.pem"))),
                            FetchListener.SILENT);
        }
    }

    private ChildJvm.Result run(String key, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-Dinceptionnext.registry=com.acme=" + root,
                "-Dinceptionnext.registry.key=" + KEYS.resolve(key),
                "-cp",
                System.getProperty("java.class.path"),
                PublishedModelProgram.class.getName()));
        command.addAll(List.of(arguments));
        Path cache = Files.createTempDirectory(folder, "empty cache");
        return ChildJvm.runPackaged(cache, command);
    }

    @Test
    void criteriaByGroupAndNameGiveTheNumbersOfTheModelThatWasPublished() throws Exception {
        ChildJvm.Result original = run("p521.pub.pem", "org.inceptionnext", "inceptionnext_zepto");
        assertThat(original.exitCode()).as(original.err()).isZero();
        String numbers = original.out().strip().split(" ")[0];
        assertThat(numbers).hasSize(2 * 4 * 10);
        ChildJvm.Result byName = run("p521.pub.pem", "com.acme", "cells");
        assertThat(byName.out().strip()).as(byName.err()).isEqualTo(numbers + SIGNED);
        ChildJvm.Result byAddress = run("p521.pub.pem", "djl://com.acme/cells/1.2.0");
        assertThat(byAddress.out().strip()).as(byAddress.err()).isEqualTo(numbers + SIGNED);
    }

    @Test
    void withoutTheRightKeyNothingIsLoaded() throws Exception {
        ChildJvm.Result refused = run("p384.pub.pem", "djl://com.acme/cells");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("com.acme/cells 1.2.0 of ", ": signed with the key ", ", trusted are [");
    }
}
