package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CommandsTest {

    @Test
    void onlyWhatIsNamedIsMade() {
        assertThat(made("classify", "cat.png")).containsExactly("classify");
        assertThat(made("-q", "--color", "never", "convert", "in.pth", "out.onnx"))
                .containsExactly("convert");
    }

    @Test
    void nameOfACommandMayBeTheNameOfAFolder() {
        assertThat(made("--cache-dir", "models", "inspect", "verify")).containsExactly("models", "inspect", "verify");
    }

    @Test
    void allAreMadeWhereTheyMayBeTalkedAbout() {
        List<String> all = List.copyOf(Commands.ALL.keySet());
        assertThat(made()).isEqualTo(all);
        assertThat(made("clasify", "cat.png")).isEqualTo(all);
        assertThat(made("--help")).isEqualTo(all);
        assertThat(made("classify", "-h")).isEqualTo(all);
        assertThat(made("completion")).isEqualTo(all);
    }

    @Test
    void misspeltNameIsCorrected() {
        assertThat(Outcome.of("clasify", "photos").err()).contains("Did you mean classify");
    }

    private static List<String> made(String... arguments) {
        Predicate<String> wanted = Commands.named(arguments);
        return Commands.ALL.keySet().stream().filter(wanted).toList();
    }
}
