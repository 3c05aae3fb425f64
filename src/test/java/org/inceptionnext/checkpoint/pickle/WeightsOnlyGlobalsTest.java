package org.inceptionnext.checkpoint.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.checkpoint.CheckpointKind;
import org.junit.jupiter.api.Test;

/** Against {@code sorted(torch._weights_only_unpickler._get_allowed_globals())} of torch 2.15.0. */
class WeightsOnlyGlobalsTest {
    private static final Path LIST = Path.of("src/test/resources/cases/weights-only-torch-2.15.0.txt");

    @Test
    void theListIsTorchs() throws Exception {
        assertThat(WeightsOnlyGlobals.all()).hasSize(144).containsExactlyInAnyOrderElementsOf(Files.readAllLines(LIST));
    }

    @Test
    void everyNameOnItIsOfAStateDict() throws Exception {
        assertThat(Files.readAllLines(LIST)).allSatisfy(name -> {
            int dot = name.lastIndexOf('.');
            PickleValue.Global global = new PickleValue.Global(name.substring(0, dot), name.substring(dot + 1));
            assertThat(TorchGlobals.kindOf(global)).isEqualTo(CheckpointKind.STATE_DICT);
        });
    }

    @Test
    void theDocumentationHasTheListToo() throws Exception {
        String page = Files.readString(Path.of("docs/what-we-refuse.md"));
        assertThat(Files.readAllLines(LIST)).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
