package org.inceptionnext.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import org.inceptionnext.text.PrintableText;
import org.junit.jupiter.api.Test;

class PrintableTest {
    private static final String HOSTILE = "a\u001B[31m\u202Etxt.\u0000\r\n\uD800\u2028é日😀";

    @Test
    void invisibleCharactersAreWrittenOut() {
        assertThat(Printable.line(HOSTILE, 100))
                .isEqualTo("a\\u{1b}[31m\\u{202e}txt.\\u{0}\\u{d}\\u{a}\\u{d800}\\u{2028}é日😀");
    }

    @Test
    void messageKeepsItsLines() {
        assertThat(Printable.message("one\ntwo\u0007")).isEqualTo("one\ntwo\\u{7}");
    }

    @Test
    void longTextIsCutAndSaysHowLongItWas() {
        assertThat(Printable.line("x".repeat(1_000_000), 8)).isEqualTo("xxxxxxxx... (1000000 characters)");
        assertThat(Printable.line("x".repeat(8), 8)).isEqualTo("xxxxxxxx");
    }

    @Test
    void jsonStaysHarmlessAndGivesTheTextBack() {
        String line = Json.line(new JsonPrimitive(HOSTILE));
        assertThat(line.codePoints()).allMatch(PrintableText::isPlain);
        assertThat(JsonParser.parseString(line).getAsString()).isEqualTo(HOSTILE);
    }
}
