package org.inceptionnext.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in Java; those in Scala and Python need Spark's own programs: {@code examples/spark/run}. */
@Tag("spark")
class JavaExampleTest {
    @TempDir
    Path folder;

    @Test
    void exampleClassifiesAFolder() throws Exception {
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        "examples/spark/ClassifyPictures.java");
        assertThat(result).isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Method classify = loader.loadClass("ClassifyPictures")
                    .getDeclaredMethod("classify", SparkSession.class, String.class);
            classify.setAccessible(true);
            List<?> rows = (List<?>) classify.invoke(null, LocalSpark.session(), "docs/images/cat.png");
            assertThat(rows).hasSize(1);
            assertThat(rows.get(0).toString()).contains("cat.png,cat,0.96").endsWith(",null]");
        }
    }
}
