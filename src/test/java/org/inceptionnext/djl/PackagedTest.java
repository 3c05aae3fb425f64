package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.inceptionnext.djl.PackagedJar.Services;
import org.inceptionnext.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that ship as one jar, each in a process of its own. */
class PackagedTest {
    private static final String CAT = Path.of("docs/images/cat.png").toString();

    @TempDir
    Path folder;

    @Test
    void fatJarWithMergedServicesFindsTheModels() throws IOException {
        ChildJvm.Result result = runFat(Services.MERGED, PackagedProgram.class.getName(), CAT);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("cat\n");
    }

    @Test
    void fatJarWithoutOurServicesWorksAfterRegisteringByHand() throws IOException {
        ChildJvm.Result result = runFat(Services.OURS_LOST, PackagedProgram.class.getName(), CAT, "register");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("cat\n");
    }

    @Test
    void doctorNamesTheServicesThatAFatJarLost() throws IOException {
        ChildJvm.Result result = runFat(Services.OURS_LOST, "org.inceptionnext.cli.Inx", "doctor", "--offline");
        assertThat(result.out())
                .contains("not in META-INF/services/ai.djl.repository.zoo.ZooProvider: merge these files");
    }

    /** The class loader that reads jars in a jar gives URLs that no {@code Path} can be made of. */
    @Test
    void jarWithJarsInsideFindsTheModels() throws IOException {
        Path jar = folder.resolve("nested.jar");
        PackagedJar.writeNested(jar);
        ChildJvm.Result result = ChildJvm.runPackaged(folder.resolve("cache"), List.of("-jar", jar.toString(), CAT));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("cat\n");
    }

    private ChildJvm.Result runFat(Services services, String mainClass, String... arguments) throws IOException {
        Path jar = folder.resolve("fat.jar");
        PackagedJar.writeFat(jar, services);
        String classPath = Stream.concat(Stream.of(jar), PackagedJar.natives().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of("-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return ChildJvm.runPackaged(folder.resolve("cache"), command);
    }
}
