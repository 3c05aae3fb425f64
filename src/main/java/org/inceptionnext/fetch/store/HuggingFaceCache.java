package org.inceptionnext.fetch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.fetch.Sha256;

/** The files that Hugging Face's Python client has loaded, which it names by their SHA-256. Read, never written. */
public record HuggingFaceCache(Path folder) {

    /** Returns a file of any repository there that bears this hash as its name, and has it. */
    public Optional<Path> find(String sha256) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> repositories = Files.list(folder)) {
            Optional<Path> named = repositories
                    .map(repository -> repository.resolve("blobs").resolve(sha256))
                    .filter(Files::isRegularFile)
                    .findFirst();
            return named.isPresent() && Sha256.of(named.get().toRealPath()).equals(sha256) ? named : Optional.empty();
        }
    }
}
