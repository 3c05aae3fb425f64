package org.inceptionnext.cli.report;

import com.google.gson.JsonArray;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as short as a page can take them. */
final class JsonNumbers {
    private JsonNumbers() {}

    static JsonArray of(double... values) {
        JsonArray array = new JsonArray();
        for (double value : values) {
            if (value == Math.rint(value)) {
                array.add((long) value);
            } else {
                array.add(value);
            }
        }
        return array;
    }

    /** Returns the nearest multiple of one {@code steps}-th. */
    static double rounded(double value, double steps) {
        return Math.round(value * steps) / steps;
    }

    /** Returns the value with so many digits, which suits rates as small as 0.00001. */
    static double digits(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
    }
}
