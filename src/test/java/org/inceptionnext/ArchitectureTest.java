package org.inceptionnext;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of packages: data runs one way, and only the outer rooms know DJL. */
class ArchitectureTest {
    private static final String ROOT = "org.inceptionnext.";
    private static final long MOST_FILES = 40;

    /** Package to the packages of ours that it may import. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            // What everyone may use: see room().
            room("text"),
            room("checkpoint"),
            room("network", "checkpoint"),
            room("compile", "network", "checkpoint"),
            room("registry"),
            room("recognise", "checkpoint", "network", "registry"),
            room("fetch", "registry", "checkpoint"),
            room("vision", "registry"),
            room("data", "vision"),
            // Boxes and their overlaps are vision's.
            room("evaluate", "data", "vision"),
            room("runtime", "compile", "network", "checkpoint"),
            room(
                    "djl",
                    "checkpoint",
                    "network",
                    "compile",
                    "registry",
                    "recognise",
                    "fetch",
                    "vision",
                    "data",
                    "evaluate",
                    "runtime"),
            room(
                    "train",
                    "checkpoint",
                    "network",
                    "compile",
                    "registry",
                    "recognise",
                    "fetch",
                    "vision",
                    "data",
                    "evaluate",
                    "runtime",
                    "djl"),
            room(
                    "publish",
                    "checkpoint",
                    "network",
                    "compile",
                    "registry",
                    "recognise",
                    "fetch",
                    "vision",
                    "data",
                    "evaluate",
                    "runtime",
                    "djl"),
            room(
                    "spark",
                    "checkpoint",
                    "network",
                    "compile",
                    "registry",
                    "recognise",
                    "fetch",
                    "vision",
                    "data",
                    "evaluate",
                    "runtime",
                    "djl",
                    "publish"),
            room(
                    "cli",
                    "checkpoint",
                    "network",
                    "compile",
                    "registry",
                    "recognise",
                    "fetch",
                    "vision",
                    "data",
                    "evaluate",
                    "runtime",
                    "djl",
                    "train",
                    "publish"));

    /** The rooms that know DJL; everything else is tested without an engine. */
    private static final String[] KNOW_DJL = {
        inside("runtime"), inside("djl"), inside("train"), inside("publish"), inside("spark"), inside("cli")
    };

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.inceptionnext");

    static List<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted().toList();
    }

    private static Map.Entry<String, List<String>> room(String name, String... mayImport) {
        return Map.entry(
                name, Stream.concat(Stream.of("text"), Stream.of(mayImport)).toList());
    }

    private static String inside(String name) {
        return ROOT + name + "..";
    }

    @Test
    void theImportSawTheWholeLibrary() {
        for (String name : packages()) {
            assertThat(PRODUCTION)
                    .as("classes of %s", name)
                    .anyMatch(type -> type.getPackageName().startsWith(ROOT + name));
        }
        assertThat(PRODUCTION)
                .allMatch(type -> MAY_IMPORT.keySet().stream()
                        .anyMatch(name -> (type.getPackageName() + ".").startsWith(ROOT + name + ".")));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyWhatStandsAboveIt(String name) {
        String[] allowed = MAY_IMPORT.getOrDefault(name, List.of()).stream()
                .map(ArchitectureTest::inside)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(inside(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "*..")
                        .and(not(resideInAPackage(inside(name))))
                        .and(not(resideInAnyPackage(allowed))))
                .check(PRODUCTION);
    }

    @Test
    void noCycles() {
        slices().matching("org.inceptionnext.(*)..").should().beFreeOfCycles().check(PRODUCTION);
    }

    /** What a reader can take in at a time; a larger package hides rooms that want names. */
    @Test
    void noPackageHoldsMoreThanFortyFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            Map<Path, Long> filesByPackage = files.filter(
                            file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
            assertThat(filesByPackage)
                    .containsKey(Path.of("src/main/java/org/inceptionnext/network"))
                    .allSatisfy((folder, count) ->
                            assertThat(count).as("files of %s", folder).isLessThanOrEqualTo(MOST_FILES));
        }
    }

    @Test
    void onlyTheOuterRoomsKnowDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackages(KNOW_DJL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheCommandLineSpeaksToTheTerminal() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                PRODUCTION.that(not(resideInAPackage(inside("cli")))));
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("cli"))
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(PRODUCTION);
    }

    @Test
    void onlyFetchSpeaksHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("fetch"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(PRODUCTION);
    }

    @Test
    void onlySparksRoomKnowsSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("spark"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .check(PRODUCTION);
    }

    /** Spark's files are Hadoop's; Parquet's types name its configuration where none is used. */
    @Test
    void onlySparkAndParquetKnowHadoop() {
        noClasses()
                .that()
                .resideOutsideOfPackages(inside("spark"), inside("cli.results"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..", "org.apache.parquet..")
                .check(PRODUCTION);
    }

    /** Lucene may be missing: nothing but the search for near pictures may need it. */
    @Test
    void onlyTheIndexKnowsLucene() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("cli.search"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .check(PRODUCTION);
    }

    @Test
    void onlyCompileSpeaksProtobuf() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("compile"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf..")
                .check(PRODUCTION);
    }

    @Test
    void nothingIsDeserialised() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(PRODUCTION);
    }
}
