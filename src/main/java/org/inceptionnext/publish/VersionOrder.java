package org.inceptionnext.publish;

import java.util.Comparator;

/** Newest first: numbers by value, and a pre-release before its release. */
final class VersionOrder {
    static final Comparator<String> OLDEST_FIRST = VersionOrder::compare;
    static final Comparator<String> NEWEST_FIRST = OLDEST_FIRST.reversed();

    private VersionOrder() {}

    private static int compare(String a, String b) {
        String[] left = a.split("-", 2);
        String[] right = b.split("-", 2);
        String[] leftNumbers = left[0].split("\\.", -1);
        String[] rightNumbers = right[0].split("\\.", -1);
        for (int i = 0; i < Math.max(leftNumbers.length, rightNumbers.length); i++) {
            int order = Long.compare(number(leftNumbers, i), number(rightNumbers, i));
            if (order != 0) {
                return order;
            }
        }
        if (left.length != right.length) {
            return left.length > right.length ? -1 : 1;
        }
        return left.length == 1 ? a.compareTo(b) : left[1].compareTo(right[1]);
    }

    private static long number(String[] numbers, int i) {
        return i < numbers.length ? Long.parseLong(numbers[i]) : 0;
    }
}
