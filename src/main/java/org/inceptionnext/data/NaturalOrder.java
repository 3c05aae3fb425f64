package org.inceptionnext.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The order in which timm numbers classes: names in lower case, split into digits and the text between them, digits by value, text
 * by code point ({@code natural_key} in {@code timm/utils/misc.py}). So {@code class2} stands before {@code class10}, and {@code
 * apple} before {@code Zebra}. Names that are equal so far, which timm leaves to chance, are ordered as they are written.
 */
public final class NaturalOrder {
    /** The order of names. */
    public static final Comparator<String> INSTANCE = Comparator.comparing(
                    NaturalOrder::parts, NaturalOrder::compareParts)
            .thenComparing(NaturalOrder::compareText);

    private NaturalOrder() {}

    /** A piece of a name; the pieces alternate between text and number, beginning with text, so like meets like. */
    private record Part(String text, BigInteger number) {}

    private static List<Part> parts(String name) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder digits = new StringBuilder();
        name.toLowerCase(Locale.ROOT).codePoints().forEach(point -> {
            if (Character.getType(point) == Character.DECIMAL_DIGIT_NUMBER) {
                digits.append((char) ('0' + Character.digit(point, 10)));
                return;
            }
            if (!digits.isEmpty()) {
                parts.add(new Part(text.toString(), new BigInteger(digits.toString())));
                text.setLength(0);
                digits.setLength(0);
            }
            text.appendCodePoint(point);
        });
        // A name that ends in text has no number behind it; in Python the shorter list comes first.
        parts.add(new Part(text.toString(), digits.isEmpty() ? NONE : new BigInteger(digits.toString())));
        if (!digits.isEmpty()) {
            parts.add(new Part("", NONE));
        }
        return parts;
    }

    private static final BigInteger NONE = BigInteger.ONE.negate();

    private static int compareParts(List<Part> a, List<Part> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int byText = compareText(a.get(i).text(), b.get(i).text());
            int result =
                    byText != 0 ? byText : a.get(i).number().compareTo(b.get(i).number());
            if (result != 0) {
                return result;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareText(String a, String b) {
        int[] pointsOfA = a.codePoints().toArray();
        int[] pointsOfB = b.codePoints().toArray();
        return java.util.Arrays.compare(pointsOfA, pointsOfB);
    }
}
