package org.inceptionnext.bench.rivals;

import java.util.List;

/**
 * A case: which network, and how it is asked.
 *
 * @param name in tables
 * @param network such as {@code inceptionnext_tiny}
 * @param load of one alternation
 */
record Scenario(String name, String network, Load load) {
    static final Scenario ONE = new Scenario("batch 1, one caller", "inceptionnext_tiny", new Load(224, 1, 1, 4));
    static final Scenario BATCH = new Scenario("batch 8, one caller", "inceptionnext_tiny", new Load(224, 8, 1, 1));

    /** Six each, so that the turn's beginning and end, when fewer are in flight, weigh little. */
    static final Scenario CALLERS =
            new Scenario("8 callers, batch 1 each", "inceptionnext_tiny", new Load(224, 1, 8, 6));

    static final Scenario DETECTOR =
            new Scenario("detector at 640, one caller", "yolov5_inceptionnext_tiny", new Load(640, 1, 1, 1));

    static List<Scenario> all() {
        return List.of(ONE, BATCH, CALLERS, DETECTOR);
    }

    boolean isDetector() {
        return network.startsWith("yolov5");
    }
}
