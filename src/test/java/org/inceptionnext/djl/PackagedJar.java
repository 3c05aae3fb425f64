package org.inceptionnext.djl;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The class path of the tests as one jar, built the ways in which people build theirs. */
final class PackagedJar {
    private static final String SERVICES = "META-INF/services/";
    private static final String PROGRAM = PackagedProgram.class.getName();

    private static final String PROGRAM_FILE = PROGRAM.replace('.', '/') + ".class";

    /** What happens to files under {@code META-INF/services} that several jars have. */
    enum Services {
        MERGED,
        OURS_LOST
    }

    private PackagedJar() {}

    /** Writes every class and resource into one jar, but for the natives: they stay jars of their own. */
    static void writeFat(Path file, Services services) throws IOException {
        Map<String, byte[]> registrations = new LinkedHashMap<>();
        Set<String> written = new HashSet<>();
        try (JarOutputStream jar = stored(file, manifest(PROGRAM))) {
            for (Path entry : classPath(false)) {
                forEachFile(entry, (name, content) -> {
                    if (name.startsWith(SERVICES)) {
                        registrations.merge(
                                name,
                                content,
                                (kept, next) ->
                                        services == Services.OURS_LOST && isOurs(next) ? kept : lines(kept, next));
                    } else if (!isManifestOrSignature(name) && written.add(name)) {
                        put(jar, name, content);
                    }
                });
            }
            put(jar, PROGRAM_FILE, programClass());
            for (Map.Entry<String, byte[]> registration : registrations.entrySet()) {
                put(jar, registration.getKey(), registration.getValue());
            }
        }
    }

    /** Writes a jar with jars inside, as Spring Boot does. */
    static void writeNested(Path file) throws IOException {
        Manifest manifest = manifest("org.springframework.boot.loader.launch.JarLauncher");
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Start-Class", PROGRAM);
        attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        try (JarOutputStream jar = stored(file, manifest)) {
            jar.putNextEntry(new JarEntry("BOOT-INF/"));
            jar.putNextEntry(new JarEntry("BOOT-INF/classes/"));
            put(jar, "BOOT-INF/classes/" + PROGRAM_FILE, programClass());
            for (Path entry : classPath(true)) {
                if (Files.isDirectory(entry)) {
                    forEachFile(entry, (name, content) -> put(jar, "BOOT-INF/classes/" + name, content));
                } else if (entry.getFileName().toString().startsWith("spring-boot-loader")) {
                    forEachFile(entry, (name, content) -> {
                        if (!isManifestOrSignature(name)) {
                            put(jar, name, content);
                        }
                    });
                } else {
                    put(jar, "BOOT-INF/lib/" + entry.getFileName(), Files.readAllBytes(entry));
                }
            }
        }
    }

    /** Returns the jars of libtorch. */
    static List<Path> natives() {
        return classPathEntries().stream().filter(PackagedJar::isNative).toList();
    }

    /** The library's classes come last, so that where one file is kept of several it is another library's. */
    private static List<Path> classPath(boolean withNatives) {
        List<Path> entries = new ArrayList<>(classPathEntries().stream()
                .filter(Files::isRegularFile)
                .filter(jar -> withNatives || !isNative(jar))
                .toList());
        entries.add(home(InceptionNextZooProvider.class));
        return entries;
    }

    private static List<Path> classPathEntries() {
        String classPath = System.getProperty("java.class.path");
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .map(Path::of)
                // Large, and for the tests only.
                .filter(entry -> !String.valueOf(entry.getFileName()).startsWith("onnxruntime"))
                .toList();
    }

    /** Returns the folder of compiled classes in which a class is. */
    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isNative(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith("pytorch-native") || name.startsWith("pytorch-jni");
    }

    private static byte[] programClass() throws IOException {
        return Files.readAllBytes(home(PackagedProgram.class).resolve(PROGRAM_FILE));
    }

    private interface FileConsumer {
        void accept(String name, byte[] content) throws IOException;
    }

    private static void forEachFile(Path entry, FileConsumer consumer) throws IOException {
        if (Files.isDirectory(entry)) {
            try (Stream<Path> files = Files.walk(entry)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    consumer.accept(entry.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
            return;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            for (JarEntry file :
                    jar.stream().filter(file -> !file.isDirectory()).toList()) {
                try (InputStream in = jar.getInputStream(file)) {
                    consumer.accept(file.getName(), in.readAllBytes());
                }
            }
        }
    }

    private static boolean isManifestOrSignature(String name) {
        return name.equals(JarFile.MANIFEST_NAME)
                || name.startsWith("META-INF/") && name.matches(".*\\.(SF|RSA|DSA|EC)")
                || name.endsWith("module-info.class");
    }

    private static boolean isOurs(byte[] registration) {
        return new String(registration, StandardCharsets.UTF_8).startsWith("org.inceptionnext.");
    }

    private static byte[] lines(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.write('\n');
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static Manifest manifest(String mainClass) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        return manifest;
    }

    private static JarOutputStream stored(Path file, Manifest manifest) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new JarOutputStream(out, manifest);
    }

    /** A jar inside a jar must be stored; the others are stored for speed. */
    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(JarEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
