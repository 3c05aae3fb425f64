package org.inceptionnext.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * The cards that come in jars. A jar adds models by bringing a resource {@code org/inceptionnext/metadata/index.txt}; an
 * index, because nothing lists the entries of a jar.
 */
final class ClassPathCards implements CardSource {
    static final String METADATA = "org/inceptionnext/metadata/";

    private final ClassLoader loader;

    ClassPathCards(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    public String name() {
        return Origin.LIBRARY.registry();
    }

    @Override
    public Optional<URI> root() {
        return Optional.empty();
    }

    @Override
    public Set<String> groups() {
        return Set.of(ModelCard.LIBRARY_GROUP);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    /** Reads a resource; of indexes, those of all jars, one after the other. */
    @Override
    public byte[] read(String path) throws IOException {
        if (!path.equals(INDEX)) {
            try (InputStream in = loader.getResourceAsStream(METADATA + path)) {
                if (in == null) {
                    throw new IOException("no such resource");
                }
                return in.readAllBytes();
            }
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (URL url : Collections.list(loader.getResources(METADATA + path))) {
            try (InputStream in = url.openStream()) {
                in.transferTo(all);
            }
            all.write('\n');
        }
        return all.toByteArray();
    }
}
