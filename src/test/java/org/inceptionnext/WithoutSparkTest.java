package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.inceptionnext.djl.ModelRequest;
import org.junit.jupiter.api.Test;

/** Spark is an optional dependency: whoever has none of it misses nothing but its room. */
class WithoutSparkTest {
    private static final List<String> ABSENT = List.of("org.apache.spark.", "scala.");

    private static final class SparklessLoader extends URLClassLoader {
        SparklessLoader(URL... urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (ABSENT.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    private static SparklessLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new SparklessLoader(urls.toArray(new URL[0]));
    }

    private static List<String> classes() throws Exception {
        Path root = Path.of(ModelRequest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root.resolve("org/inceptionnext"))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name -> name.substring(0, name.length() - 6).replace(File.separatorChar, '.'))
                    .toList();
        }
    }

    @Test
    void everyOtherClassNeedsNothingOfIt() throws Exception {
        try (SparklessLoader loader = loader()) {
            int linked = 0;
            for (String name : classes()) {
                if (!name.startsWith("org.inceptionnext.spark.")) {
                    Class<?> type = Class.forName(name, false, loader);
                    assertThat(type.getDeclaredMethods()).isNotNull();
                    assertThat(type.getDeclaredFields()).isNotNull();
                    assertThat(type.getDeclaredConstructors()).isNotNull();
                    linked++;
                }
            }
            assertThat(linked).isGreaterThan(500);
            assertThatThrownBy(() -> Class.forName("org.inceptionnext.spark.PictureClassifier", true, loader))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessageContaining("org/apache/spark");
        }
    }
}
