package org.inceptionnext.vision.draw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelFontTest {
    private static final LabelFont PIXELS = new PixelFont();

    @Test
    void theAvailableFontDrawsLinesOfTheAskedSize() {
        LabelFont font = LabelFont.available();
        System.out.println("labels are drawn with " + font.getClass().getSimpleName());
        TextMask text = font.render("Hamburg 0.87", 40);
        assertThat(text.height()).isBetween(32, 64);
        assertThat(text.width()).isBetween(150, 400);
        assertThat(font.render("Hamburg 0.87 and more", 40).width()).isGreaterThan(text.width());
        assertThat(shape(text)).contains("#");
    }

    @Test
    void pixelFontDrawsSquares() {
        assertThat(shape(PIXELS.render("t1", 10))).isEqualTo("""
                        ...........
                        #####...#..
                        ..#....##..
                        ..#.....#..
                        ..#.....#..
                        ..#.....#..
                        ..#.....#..
                        ..#....###.
                        ...........
                        """);
    }

    @Test
    void pixelFontScalesByWholeSquares() {
        TextMask text = PIXELS.render("t1", 30);
        assertThat(text.width()).isEqualTo(33);
        assertThat(text.height()).isEqualTo(27);
        assertThat(text.coverage(14, 5)).isEqualTo(255);
        assertThat(text.coverage(15, 5)).isZero();
    }

    @Test
    void pixelFontFramesWhatItLacks() {
        assertThat(shape(PIXELS.render("\u732b", 10))).isEqualTo("""
                        .....
                        #####
                        #...#
                        #...#
                        #...#
                        #...#
                        #...#
                        #####
                        .....
                        """);
    }

    private static String shape(TextMask text) {
        StringBuilder shape = new StringBuilder();
        for (int y = 0; y < text.height(); y++) {
            for (int x = 0; x < text.width(); x++) {
                shape.append(text.coverage(x, y) > 127 ? '#' : '.');
            }
            shape.append('\n');
        }
        return shape.toString();
    }

    @Test
    void aCharacterThatIsMissingIsKnownBefore() {
        assertThat(new PixelFont().canDraw("Traffic light 2")).isTrue();
        assertThat(new PixelFont().canDraw("猫")).isFalse();
        // A private character, which no system's font has.
        assertThat(LabelFont.available().canDraw("\uE123")).isFalse();
    }
}
