package org.inceptionnext.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.inceptionnext.djl.ModelRequest;
import org.inceptionnext.djl.ModelRequest.Use;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two class loaders of one JVM, as Spark has where each session brings jars of its own. */
@Tag("spark")
class NativeLibraryTest {

    @Test
    void secondClassLoaderHearsWhatToDo() throws Exception {
        ModelRequest zepto = new ModelRequest(Use.EMBED, "inceptionnext_zepto", Map.of());
        try (SharedModels.Lease<float[]> first = SharedModels.lease(zepto, float[].class)) {
            assertThat(first.model()).isNotNull();
            assertThat(failureInAnotherClassLoader())
                    .hasToString(
                            NativeLibraryException.class.getName() + ": " + message(failureInAnotherClassLoader()));
            assertThat(message(failureInAnotherClassLoader()))
                    .contains("loaded already by another class loader of this JVM", "addArtifact", "--jars");
        }
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private static Throwable failureInAnotherClassLoader() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader isolated =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(isolated);
            Class<?> request = isolated.loadClass(ModelRequest.class.getName());
            Class<?> use = isolated.loadClass(Use.class.getName());
            Object zepto = request.getConstructor(use, String.class, Map.class)
                    .newInstance(use.getEnumConstants()[1], "inceptionnext_zepto", Map.of());
            Method lease =
                    isolated.loadClass(SharedModels.class.getName()).getDeclaredMethod("lease", request, Class.class);
            lease.setAccessible(true);
            lease.invoke(null, zepto, float[].class);
            throw new AssertionError("the library was loaded twice");
        } catch (InvocationTargetException e) {
            return Objects.requireNonNull(e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
