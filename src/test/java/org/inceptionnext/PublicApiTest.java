package org.inceptionnext;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the list of the public API, {@code public-api.txt}: the types that users are meant to call. Everything else is public in
 * Java's sense only where another package of the library needs it; users should leave it alone, and it may change.
 */
class PublicApiTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.inceptionnext");

    private static Set<String> listed() throws IOException {
        try (InputStream in = Objects.requireNonNull(PublicApiTest.class.getResourceAsStream("public-api.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> "org.inceptionnext." + line.strip())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<JavaClass> publicTypes() {
        return PRODUCTION.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(JavaClass::isTopLevelClass)
                .toList();
    }

    private static boolean isListed(JavaClass type, Set<String> listed) {
        return listed.contains(type.getName()) || listed.contains(type.getPackageName() + ".*");
    }

    @Test
    void everyLineOfTheListIsThere() throws IOException {
        Set<String> present = publicTypes().stream()
                .flatMap(type -> Stream.of(type.getName(), type.getPackageName() + ".*"))
                .collect(Collectors.toSet());
        assertThat(present).containsAll(listed());
    }

    /** Nobody compiles against the command line. */
    @Test
    void noOtherTypeIsPublicThatNoOtherPackageNeeds() throws IOException {
        Set<String> listed = listed();
        Set<String> needless = new TreeSet<>();
        for (JavaClass type : publicTypes()) {
            boolean isNeeded = type.getDirectDependenciesToSelf().stream()
                    .map(Dependency::getOriginClass)
                    .anyMatch(other -> !other.getPackageName().equals(type.getPackageName()));
            boolean isOfTheCommandLine = type.getPackageName().startsWith("org.inceptionnext.cli");
            if (!isNeeded && !isListed(type, listed) && !isOfTheCommandLine) {
                needless.add(type.getName());
            }
        }
        assertThat(needless)
                .as("public, not listed in public-api.txt, and used in its own package only")
                .isEmpty();
    }
}
