package org.inceptionnext.vision.draw;

import java.util.Locale;

/** Capitals, digits and a few signs of 5 x 7 squares, for Java runtimes that have no fonts. Anything else is an empty frame. */
final class PixelFont implements LabelFont {
    private static final int COLUMNS = 5;
    private static final int ROWS = 7;
    private static final int GLYPHS_PER_BAND = 8;
    private static final double EM_PER_SQUARE = 9.5;
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-_/():'&+%";

    /** Bands of eight characters, in the order above. */
    private static final String[] SHAPES = """
            .###. ####. .#### ####. ##### ##### .#### #...#
            #...# #...# #.... #...# #.... #.... #.... #...#
            #...# #...# #.... #...# #.... #.... #.... #...#
            ##### ####. #.... #...# ####. ####. #..## #####
            #...# #...# #.... #...# #.... #.... #...# #...#
            #...# #...# #.... #...# #.... #.... #...# #...#
            #...# ####. .#### ####. ##### #.... .#### #...#
            .###. ..### #...# #.... #...# #...# .###. ####.
            ..#.. ....# #..#. #.... ##.## ##..# #...# #...#
            ..#.. ....# #.#.. #.... #.#.# #.#.# #...# #...#
            ..#.. ....# ##... #.... #.#.# #.#.# #...# ####.
            ..#.. ....# #.#.. #.... #...# #..## #...# #....
            ..#.. #...# #..#. #.... #...# #...# #...# #....
            .###. .###. #...# ##### #...# #...# .###. #....
            .###. ####. .#### ##### #...# #...# #...# #...#
            #...# #...# #.... ..#.. #...# #...# #...# #...#
            #...# #...# #.... ..#.. #...# #...# #...# .#.#.
            #...# ####. .###. ..#.. #...# #...# #.#.# ..#..
            #.#.# #.#.. ....# ..#.. #...# #...# #.#.# .#.#.
            #..#. #..#. ....# ..#.. #...# .#.#. ##.## #...#
            .##.# #...# ####. ..#.. .###. ..#.. #...# #...#
            #...# ##### .###. ..#.. .###. ####. ...#. #####
            #...# ....# #...# .##.. #...# ....# ..##. #....
            .#.#. ...#. #..## ..#.. ....# ....# .#.#. ####.
            ..#.. ..#.. #.#.# ..#.. ..##. .###. #..#. ....#
            ..#.. .#... ##..# ..#.. .#... ....# ##### ....#
            ..#.. #.... #...# ..#.. #.... ....# ...#. #...#
            ..#.. ##### .###. .###. ##### ####. ...#. .###.
            .###. ##### .###. .###. ..... ..... ..... .....
            #.... ....# #...# #...# ..... ..... ..... .....
            #.... ...#. #...# #...# ..... ..... ..... .....
            ####. ..#.. .###. .#### ..... ..... .###. .....
            #...# .#... #...# ....# ..... .##.. ..... .....
            #...# .#... #...# ....# .##.. .##.. ..... .....
            .###. .#... .###. .###. .##.. .#... ..... #####
            ....# ...#. .#... ..... ..#.. .##.. ..... ##..#
            ....# ..#.. ..#.. .##.. ..#.. #..#. ..#.. ##..#
            ...#. .#... ...#. .##.. .#... #..#. ..#.. ...#.
            ..#.. .#... ...#. ..... ..... .##.. ##### ..#..
            .#... .#... ...#. .##.. ..... #.#.# ..#.. .#...
            #.... ..#.. ..#.. .##.. ..... #..#. ..#.. #..##
            #.... ...#. .#... ..... ..... .##.# ..... #..##
            """.lines().toArray(String[]::new);

    @Override
    public boolean canDraw(String text) {
        return text.toUpperCase(Locale.ROOT)
                .codePoints()
                .allMatch(each -> Character.isWhitespace(each) || CHARACTERS.indexOf(each) >= 0);
    }

    @Override
    public TextMask render(String text, int emPixels) {
        int square = Math.max((int) Math.rint(emPixels / EM_PER_SQUARE), 1);
        int[] characters = text.toUpperCase(Locale.ROOT).codePoints().toArray();
        int width = (characters.length * (COLUMNS + 1) - 1) * square;
        int height = (ROWS + 2) * square;
        byte[] coverage = new byte[width * height];
        for (int y = square; y < height - square; y++) {
            for (int x = 0; x < width; x++) {
                int column = x / square % (COLUMNS + 1);
                int character = characters[x / square / (COLUMNS + 1)];
                if (column < COLUMNS && isInk(character, column, y / square - 1)) {
                    coverage[y * width + x] = (byte) 255;
                }
            }
        }
        return new TextMask(width, coverage);
    }

    private static boolean isInk(int character, int column, int row) {
        if (Character.isWhitespace(character)) {
            return false;
        }
        int glyph = CHARACTERS.indexOf(character);
        if (glyph < 0) {
            return column % (COLUMNS - 1) == 0 || row % (ROWS - 1) == 0;
        }
        String shape = SHAPES[glyph / GLYPHS_PER_BAND * ROWS + row];
        return shape.charAt(glyph % GLYPHS_PER_BAND * (COLUMNS + 1) + column) == '#';
    }
}
