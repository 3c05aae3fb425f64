package org.inceptionnext.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void lineSaysCountRateAndTimeLeft() {
        assertThat(Progress.line(2500, 10_000, Duration.ofSeconds(50)))
                .isEqualTo("[#####...............] 2,500 of 10,000  50.0/s  2:30 left");
        assertThat(Progress.line(1, 10_000, Duration.ofSeconds(2))).endsWith("0.5/s  5:33:18 left");
    }

    @Test
    void withoutATotalThereIsCountAndRate() {
        assertThat(Progress.line(7, 0, Duration.ofSeconds(2))).isEqualTo("7 done  3.5/s");
    }

    @Test
    void progressIsPushedDownByOtherLinesAndTakenAwayAtTheEnd() {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(InputStream.nullInputStream(), screen, screen, true, true, 40, false);
        Console console = new Console(terminal, new Globals());
        console.progress("half done");
        console.data("a result");
        console.progress("");
        console.progress("x".repeat(100));
        console.error("odd");
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .isEqualTo("half done\r\033[Ka result\nhalf done\r\033[K" + "x".repeat(39) + "\r\033[Kinx: odd\n"
                        + "x".repeat(39));
    }

    @Test
    void thereIsNoProgressOffATerminalOrWhenNotWanted() {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        Globals quiet = new Globals();
        quiet.quiet = true;
        Globals without = new Globals();
        without.noProgress = true;
        assertThat(console(screen, false, new Globals()).showsProgress()).isFalse();
        assertThat(console(screen, true, quiet).showsProgress()).isFalse();
        assertThat(console(screen, true, without).showsProgress()).isFalse();
        assertThat(console(screen, true, new Globals()).showsProgress()).isTrue();
    }

    private static Console console(ByteArrayOutputStream screen, boolean isTerminal, Globals globals) {
        return new Console(
                new Terminal(InputStream.nullInputStream(), screen, screen, isTerminal, isTerminal, 80, true), globals);
    }
}
