package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandReferenceTest {
    private static final Path PAGE = Path.of("docs/reference.md");

    /** Writes the page anew with {@code -Dreference.write=true}. */
    @Test
    void pageIsThatOfTheCommands() throws IOException {
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(PAGE, CommandReference.page());
        }
        assertThat(Files.readString(PAGE))
                .as("write it anew: mvn test -Dtest=CommandReferenceTest -DargLine=-Dreference.write=true")
                .isEqualTo(CommandReference.page());
    }

    @Test
    void everyCommandIsOnThePage() {
        assertThat(CommandReference.page())
                .contains("## inx classify\n", "## inx models show\n", "## inx search\n", "`--top-k=N`")
                .doesNotContain("${");
    }
}
