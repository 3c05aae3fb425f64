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

/** DJL loads all zoos in one static initialiser: what throws in ours would break every other. */
class DamagedCardTest {
    private static final String CARD =
            "model/cv/image_classification/org/inceptionnext/inceptionnext_broken/metadata.json";

    @TempDir
    Path folder;

    @Test
    void damagedCardLeavesOurOtherModelsAndOtherZoosWorking() throws Exception {
        Path metadata = folder.resolve("org/inceptionnext/metadata");
        Files.createDirectories(metadata.resolve(CARD).getParent());
        Files.writeString(metadata.resolve("index.txt"), CARD + "\n");
        Files.writeString(metadata.resolve(CARD), "{\"groupId\": 7");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // A second DJL beside the one of the other tests, whose zoos are loaded already.
        try (URLClassLoader isolated = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(isolated);
            Class<?> modelZoo = Class.forName("ai.djl.repository.zoo.ModelZoo", true, isolated);
            Object ours = modelZoo.getMethod("getModelZoo", String.class).invoke(null, "org.inceptionnext");
            Object basic = modelZoo.getMethod("getModelZoo", String.class).invoke(null, "ai.djl.zoo");
            assertThat(basic).isNotNull();
            assertThat((Collection<?>) modelZoo.getMethod("getModelLoaders").invoke(ours))
                    .hasSizeGreaterThanOrEqualTo(6);
            Object tiny = modelZoo.getMethod("getModelLoader", String.class).invoke(ours, "inceptionnext_tiny");
            assertThat(tiny).isNotNull();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }
}
