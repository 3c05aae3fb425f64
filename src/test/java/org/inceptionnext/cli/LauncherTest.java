package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code inx} in a project of its own, built by a {@code mvn} that only pretends. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path temporary;

    private Path project;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(temporary.resolve("a project"));
        executable(project.resolve("inx"), Files.readString(Path.of("inx")));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.createDirectories(project.resolve("src/main"));
        Files.writeString(project.resolve("src/main/A.java"), "");
        makeOld();
        writeClassPathJar(temporary.resolve("all.jar"));
        executable(
                temporary.resolve("bin/mvn"),
                "#!/bin/sh\necho \"$@\" >> '" + temporary + "/mvn.log'\nmkdir -p target/inx/lib\n" + "cp '" + temporary
                        + "/all.jar' target/inx/lib/ && cp target/inx/lib/all.jar target/inceptionnext-zoo-1.jar && echo BUILD OUTPUT\n");
        environment.put("PATH", temporary.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void buildsOnceAndThenOnlyAfterAChange() throws Exception {
        Outcome first = inx(temporary, project + "/inx", "--version");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).startsWith("inx ");
        assertThat(first.err()).startsWith("inx: building").hasLineCount(1);

        Outcome second = inx(temporary, project + "/inx", "--version");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());

        Files.writeString(project.resolve("src/main/A.java"), "changed");
        Files.setLastModifiedTime(
                project.resolve("src/main/A.java"), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(inx(temporary, project + "/inx", "--version").err()).startsWith("inx: building");
        assertThat(Files.readAllLines(temporary.resolve("mvn.log")))
                .hasSize(2)
                .allMatch(line -> line.contains("package"));
    }

    /** From Java 22 on the option is needed, before it is unknown. */
    @Test
    void nativeAccessIsEnabledWhereJavaKnowsIt() throws Exception {
        executable(
                temporary.resolve("jdk/bin/java"),
                "#!/bin/sh\ncase \" $* \" in *' --enable-native-access=ALL-UNNAMED '*) echo enabled ;; *) echo not ;; esac\n");
        for (String[] each :
                new String[][] {{"17.0.15", "not"}, {"21.0.1", "not"}, {"22", "enabled"}, {"25.0.1", "enabled"}}) {
            Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"" + each[0] + "\"\n");
            environment.put("JAVA_HOME", temporary.resolve("jdk").toString());
            assertThat(inx(temporary, project + "/inx", "--version").out())
                    .as(each[0])
                    .isEqualTo(each[1] + "\n");
        }
    }

    /** DJL and ONNX Runtime look for their own variables. */
    @Test
    void noLibraryReportsToItsAuthors() throws Exception {
        executable(temporary.resolve("jdk/bin/java"), "#!/bin/sh\necho $OPT_OUT_TRACKING $ORT_DISABLE_TELEMETRY\n");
        Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
        environment.put("JAVA_HOME", temporary.resolve("jdk").toString());
        assertThat(inx(temporary, project + "/inx", "--version").out()).isEqualTo("true 1\n");
    }

    /** Java 25 reports an archive of classes that was made without the option on standard error. */
    @Test
    void classesAreSharedWithTheOptionsThatTheyAreUsedWith() throws Exception {
        Path calls = temporary.resolve("calls");
        executable(temporary.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$*\" >>'" + calls + "'\n");
        Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        environment.put("JAVA_HOME", temporary.resolve("jdk").toString());
        inx(project, "./inx", "inspect", "x.pth");
        assertThat(Files.readAllLines(calls))
                .hasSizeGreaterThan(2)
                .anyMatch(call -> call.contains("-Xshare:dump"))
                .allMatch(call -> call.contains("--enable-native-access=ALL-UNNAMED"));
    }

    /** The heap that a command begins with, unless the user says anything of it. */
    @Test
    void javasHeapIsThatOfTheCommand() throws Exception {
        executable(
                temporary.resolve("jdk/bin/java"),
                "#!/bin/sh\nheap=\nfor each; do case $each in -Xm*) heap=\"$heap $each\" ;; esac; done\necho ${heap:-Java}\n");
        Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
        environment.put("JAVA_HOME", temporary.resolve("jdk").toString());
        Map<String, String> wanted =
                Map.of("train", "-Xms96m -Xmn48m", "classify", "-Xms96m", "detect", "-Xms96m", "inspect", "Java");
        for (Map.Entry<String, String> each : wanted.entrySet()) {
            assertThat(inx(project, "./inx", each.getKey(), "x").out())
                    .as(each.getKey())
                    .isEqualTo(each.getValue() + "\n");
        }
        environment.put("JDK_JAVA_OPTIONS", "-Xmx300m");
        for (String command : wanted.keySet()) {
            assertThat(inx(project, "./inx", command, "x").out()).as(command).isEqualTo("Java\n");
        }
    }

    @Test
    void runsThroughSymbolicLinksAndFromAnyDirectory() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("bin/inx"), Path.of("../hop"));
        Files.createSymbolicLink(temporary.resolve("hop"), project.resolve("inx"));
        Path elsewhere = Files.createDirectory(temporary.resolve("some where"));
        assertThat(inx(elsewhere, link.toString(), "-V").out()).startsWith("inx ");
        assertThat(inx(project, "./inx", "-V").out()).startsWith("inx ");
        assertThat(inx(elsewhere, "inx", "-V").out()).startsWith("inx ");
    }

    @Test
    void firstRunMakesAnArchiveOfClassesThatLaterOnesUse() throws Exception {
        String weights = "zoo/weights/inceptionnext_zepto.cifar10.safetensors";
        Files.createDirectories(project.resolve("zoo/weights"));
        Files.copy(Path.of(weights), project.resolve(weights));
        Files.setLastModifiedTime(project.resolve(weights), FileTime.from(LONG_AGO));
        // Java shares no class that lies in a folder.
        executable(
                temporary.resolve("bin/mvn"),
                "#!/bin/sh\nmkdir -p target/inx/lib\ncp '" + temporary + "'/jars/* target/inx/lib/\n"
                        + "cp target/inx/lib/classes.jar target/inceptionnext-zoo-1.jar\n");
        writeJars(Files.createDirectory(temporary.resolve("jars")));

        assertThat(inx(project, "./inx", "inspect", weights).err())
                .contains("inx: building", "inx: preparing a faster start");
        Outcome second = inx(project, "./inx", "inspect", weights);
        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(filesIn("target/inx"))
                .filteredOn(name -> name.endsWith(".jsa"))
                .hasSize(1);

        // Then a run without its archive is an error.
        environment.put("JAVA_TOOL_OPTIONS", "-Xshare:on");
        assertThat(inx(project, "./inx", "inspect", weights).exitCode()).isZero();
        environment.remove("JAVA_TOOL_OPTIONS");

        // Newer than the archive: it is made again. The other jars of a build tell nothing of it.
        for (String other : List.of("spark", "sources", "javadoc", "tests")) {
            Path jar = Files.createFile(project.resolve("target/inceptionnext-zoo-1-" + other + ".jar"));
            Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO));
        }
        Files.setLastModifiedTime(
                project.resolve("target/inceptionnext-zoo-1.jar"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(inx(project, "./inx", "inspect", weights).err()).contains("inx: preparing a faster start");
    }

    @Test
    void classesThatCannotBeSharedAreTriedOnce() throws Exception {
        assertThat(inx(project, "./inx", "inspect", "no such file.pth").err())
                .contains("inx: preparing a faster start");
        assertThat(inx(project, "./inx", "inspect", "no such file.pth").err())
                .startsWith("inx: no such file: no such file.pth");
        assertThat(filesIn("target/inx")).contains("lib", "built").hasSize(3);
    }

    private List<String> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void exitCodeIsTheCommands() throws Exception {
        Outcome outcome = inx(project, "./inx", "inspect", "no such file.pth");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("no such file: no such file.pth");
    }

    @Test
    void standardInputMayBeAPipe() throws Exception {
        Outcome outcome = inx(project, "/bin/sh", "-c", "echo a text | ./inx classify -q -");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("inx: -: text, not a picture");
    }

    @Test
    void failedBuildShowsMavensOutput() throws Exception {
        executable(temporary.resolve("bin/mvn"), "#!/bin/sh\necho COMPILATION ERROR\nexit 1\n");
        Outcome outcome = inx(project, "./inx", "-V");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("COMPILATION ERROR", "inx: the build failed");
    }

    @Test
    void tooOldJavaIsNamed() throws Exception {
        executable(
                temporary.resolve("jdk11/bin/java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        environment.put("JAVA_HOME", temporary.resolve("jdk11").toString());
        Outcome outcome = inx(project, "./inx", "-V");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualTo("inx: " + temporary + "/jdk11/bin/java is Java 11, but 17 or newer is needed."
                        + " Install a JDK 17 or set JAVA_HOME to one.\n");
    }

    @Test
    void missingJavaAndMavenAreNamed() throws Exception {
        environment.put("JAVA_HOME", "/nowhere");
        assertThat(inx(project, "./inx", "-V").err())
                .startsWith("inx: JAVA_HOME is /nowhere, but there is no bin/java");

        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", pathWith("sed", "head", "dirname", "find", "readlink", "rm", "mkdir"));
        assertThat(inx(project, "./inx", "-V").err()).startsWith("inx: no mvn found");
    }

    /** Returns a PATH on which there is nothing but these. */
    private String pathWith(String... tools) throws IOException {
        Path bin = Files.createDirectory(temporary.resolve("few"));
        for (String tool : tools) {
            for (String folder : List.of("/usr/bin", "/bin")) {
                Path file = Path.of(folder, tool);
                if (Files.exists(file) && !Files.exists(bin.resolve(tool))) {
                    executable(bin.resolve(tool), "#!/bin/sh\nexec " + file + " \"$@\"\n");
                }
            }
        }
        return bin.toString();
    }

    private Outcome inx(Path directory, String... command) throws IOException, InterruptedException {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        String[] line = command.clone();
        if (!line[0].contains("/")) {
            line = new String[] {"/bin/sh", "-c", String.join(" ", command)};
        }
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Outcome(
                exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    /** What is made in one moment would count as changed after a build in the same moment. */
    private void makeOld() throws IOException {
        for (String name : List.of("pom.xml", "src/main/A.java", "src/main")) {
            Files.setLastModifiedTime(project.resolve(name), FileTime.from(LONG_AGO));
        }
    }

    /** The libraries on this class path, and what lies on it in folders as one. */
    private static void writeJars(Path into) throws IOException {
        try (JarOutputStream classes = new JarOutputStream(Files.newOutputStream(into.resolve("classes.jar")))) {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                if (Files.isRegularFile(path)) {
                    Files.createSymbolicLink(into.resolve(path.getFileName()), path.toAbsolutePath());
                } else if (path.endsWith("classes")) {
                    addFolder(path, classes);
                }
            }
        }
    }

    private static void addFolder(Path folder, JarOutputStream jar) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            jar.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
            Files.copy(file, jar);
        }
    }

    /** A jar that stands for all on this class path. */
    private static void writeClassPathJar(Path jar) throws IOException {
        StringBuilder urls = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.append(Path.of(entry).toUri()).append(' ');
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, urls.toString());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream empty = new JarOutputStream(out, manifest)) {
            empty.finish();
        }
    }

    private static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
