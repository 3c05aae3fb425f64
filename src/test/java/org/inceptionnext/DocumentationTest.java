package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.inceptionnext.fetch.FetchException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts every Java snippet out of the README and the docs, compiles it and runs its {@code main}.
 *
 * <p>A fence says what is expected of the snippet: {@code ```java} runs to its end; {@code ```java needs-weights} asks
 * for released weights, which no test downloads: it must get as far as saying so; {@code ```java needs-file} asks for a
 * file of the reader's own, and must get as far as saying that there is none.
 */
class DocumentationTest {
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java([^\\n]*)\\n(.*?)^```");
    private static final Pattern CLASS_NAME = Pattern.compile("public (?:final )?class (\\w+)");

    record Snippet(Path page, int line, String expectation, String code) {
        String className() {
            Matcher matcher = CLASS_NAME.matcher(code);
            assertThat(matcher.find())
                    .as("%s:%d is a whole class with a main method", page, line)
                    .isTrue();
            return matcher.group(1);
        }
    }

    @TempDir
    Path work;

    @TestFactory
    Stream<DynamicTest> everySnippetCompilesAndRuns() throws IOException {
        List<Snippet> snippets = snippets();
        assertThat(snippets).anyMatch(snippet -> snippet.page().endsWith("README.md"));
        return snippets.stream()
                .map(snippet -> DynamicTest.dynamicTest(
                        snippet.page() + ":" + snippet.line() + " " + snippet.className(), () -> check(snippet)));
    }

    private void check(Snippet snippet) throws Exception {
        Throwable failure = catchThrowable(() -> run(snippet));
        switch (snippet.expectation()) {
            case "" -> assertThat(failure).isNull();
            case "needs-weights" -> assertThat(failure).isInstanceOf(FetchException.class);
            case "needs-file" -> assertThat(failure).isInstanceOf(NoSuchFileException.class);
            default -> throw new AssertionError("unknown expectation: " + snippet.expectation());
        }
    }

    private void run(Snippet snippet) throws Throwable {
        Path directory = Files.createDirectories(work.resolve(snippet.className()));
        compile(snippet, directory);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass(snippet.className())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void compile(Snippet snippet, Path directory) throws IOException {
        Path source = directory.resolve(snippet.className() + ".java");
        Files.writeString(source, snippet.code());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        var files = compiler.getStandardFileManager(null, null, null);
        List<String> options =
                List.of("-d", directory.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        boolean compiled = compiler.getTask(
                        messages, files, null, options, null, files.getJavaFileObjects(source.toFile()))
                .call();
        assertThat(compiled)
                .as("%s:%d\n%s", snippet.page(), snippet.line(), messages)
                .isTrue();
    }

    private static List<Snippet> snippets() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages) {
            String text = Files.readString(page);
            Matcher matcher = SNIPPET.matcher(text);
            while (matcher.find()) {
                int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
                snippets.add(new Snippet(page, line, matcher.group(1).strip(), matcher.group(2)));
            }
        }
        return snippets;
    }
}
