package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second DJL beside the one of the other tests, whose zoos are loaded already: DJL looks for them once. */
class IsolatedDjlTest {
    private static final String CARD =
            "model/cv/image_classification/org/inceptionnext/inceptionnext_broken/metadata.json";

    @TempDir
    Path folder;

    /** DJL loads all zoos in one static initialiser: what throws in ours would break every other. */
    @Test
    void damagedCardLeavesOurOtherModelsAndOtherZoosWorking() throws Exception {
        Path metadata = folder.resolve("org/inceptionnext/metadata");
        Files.createDirectories(metadata.resolve(CARD).getParent());
        Files.writeString(metadata.resolve("index.txt"), CARD + "\n");
        Files.writeString(metadata.resolve(CARD), "{\"groupId\": 7");
        try (URLClassLoader isolated = isolated()) {
            withContext(isolated, () -> {
                Zoos zoos = new Zoos(isolated);
                assertThat(zoos.find("ai.djl.zoo")).isNotNull();
                Object ours = zoos.find(InceptionNextModelZoo.GROUP_ID);
                assertThat(zoos.loaders(ours)).hasSizeGreaterThanOrEqualTo(6);
                assertThat(zoos.loader(ours, "inceptionnext_tiny")).isNotNull();
            });
        }
    }

    /** A pool thread under a nested jar; DJL Serving while it downloads. */
    @Test
    void whereServiceLoaderFindsNothingRegisteringByHandIsEnough() throws Exception {
        try (URLClassLoader isolated = isolated()) {
            withContext(ClassLoader.getPlatformClassLoader(), () -> {
                Zoos zoos = new Zoos(isolated);
                assertThat(zoos.find(InceptionNextModelZoo.GROUP_ID)).isNull();
                zoos.register("org.inceptionnext.djl.InceptionNextZooProvider");
                assertThat(zoos.find(InceptionNextModelZoo.GROUP_ID)).isNotNull();
                Object repository = zoos.repository("djl://org.inceptionnext/inceptionnext_tiny");
                assertThat(repository.getClass().getSimpleName()).isEqualTo("InceptionNextRepository");
                assertThat(zoos.resources(repository)).hasSize(1);
            });
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void withContext(ClassLoader loader, Body body) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            body.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private URLClassLoader isolated() throws Exception {
        List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    /** {@code ModelZoo} of an isolated DJL, whose classes this test cannot name. */
    private record Zoos(ClassLoader loader) {

        private Class<?> type(String name) throws ClassNotFoundException {
            return Class.forName(name, true, loader);
        }

        private Class<?> modelZoo() throws ClassNotFoundException {
            return type("ai.djl.repository.zoo.ModelZoo");
        }

        Object find(String group) throws ReflectiveOperationException {
            return modelZoo().getMethod("getModelZoo", String.class).invoke(null, group);
        }

        Collection<?> loaders(Object zoo) throws ReflectiveOperationException {
            return (Collection<?>) modelZoo().getMethod("getModelLoaders").invoke(zoo);
        }

        Object loader(Object zoo, String name) throws ReflectiveOperationException {
            return modelZoo().getMethod("getModelLoader", String.class).invoke(zoo, name);
        }

        void register(String provider) throws ReflectiveOperationException {
            modelZoo()
                    .getMethod("registerModelZoo", type("ai.djl.repository.zoo.ZooProvider"))
                    .invoke(null, type(provider).getConstructor().newInstance());
        }

        Collection<?> resources(Object repository) throws ReflectiveOperationException {
            return (Collection<?>) type("ai.djl.repository.Repository")
                    .getMethod("getResources")
                    .invoke(repository);
        }

        Object repository(String url) throws ReflectiveOperationException {
            return type("ai.djl.repository.Repository")
                    .getMethod("newInstance", String.class, String.class)
                    .invoke(null, "any", url);
        }
    }
}
