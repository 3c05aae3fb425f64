package org.inceptionnext.network;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.inceptionnext.network.InceptionNext.Variant;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads {@code zoo/inceptionnext.yaml}: one row for each variant, every key required, no other key allowed. */
final class VariantFile {
    private static final Set<String> KEYS = Set.of(
            "depths", "dims", "squareKernel", "bandKernel", "branchRatio", "mlpRatios", "headMlpRatio", "numClasses");

    private final String file;

    private VariantFile(String file) {
        this.file = file;
    }

    /**
     * Reads all rows.
     *
     * @param file how messages name the file
     * @throws ZooFormatException if it is not YAML, or a row is not a variant
     */
    static List<Variant> read(String file, InputStream yaml) {
        return new VariantFile(file).rows(yaml);
    }

    private List<Variant> rows(InputStream yaml) {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        Object root;
        try {
            root = new Load(settings).loadFromInputStream(yaml);
        } catch (YamlEngineException e) {
            throw new ZooFormatException(file + " is not YAML: " + e.getMessage(), e);
        }
        if (!(root instanceof Map<?, ?> rows)) {
            throw new ZooFormatException(file + ": expected rows of the form \"name: {depths: [...], ...}\"");
        }
        List<Variant> variants = new ArrayList<>();
        rows.forEach((name, row) -> variants.add(new Row(String.valueOf(name), row).variant()));
        return variants;
    }

    private final class Row {
        private final String name;
        private final Map<?, ?> cells;

        Row(String name, @Nullable Object cells) {
            this.name = name;
            if (!(cells instanceof Map<?, ?> map)) {
                throw wrong("expected the keys " + new TreeSet<>(KEYS));
            }
            this.cells = map;
            for (Object key : map.keySet()) {
                if (!KEYS.contains(key)) {
                    throw wrong("unknown key \"" + key + "\"; the keys are " + new TreeSet<>(KEYS));
                }
            }
        }

        Variant variant() {
            Variant variant = new Variant(
                    name,
                    perStage("depths"),
                    perStage("dims"),
                    oddNumber("squareKernel"),
                    oddNumber("bandKernel"),
                    branchRatio(),
                    perStage("mlpRatios"),
                    number("headMlpRatio"),
                    number("numClasses"));
            for (int dim : variant.dims()) {
                if (variant.branchChannels(dim) < 1) {
                    throw wrong("branchRatio " + variant.branchRatio() + " leaves no channel of a stage with " + dim
                            + " to a branch");
                }
            }
            return variant;
        }

        private List<Integer> perStage(String key) {
            if (cells.get(key) instanceof List<?> list
                    && list.size() == Variant.STAGES
                    && list.stream().allMatch(Row::isPositive)) {
                return list.stream().map(Integer.class::cast).toList();
            }
            throw expected(key, Variant.STAGES + " positive integers, one for each stage");
        }

        private int number(String key) {
            if (cells.get(key) instanceof Integer number && isPositive(number)) {
                return number;
            }
            throw expected(key, "a positive integer");
        }

        private int oddNumber(String key) {
            int number = number(key);
            if (number % 2 == 0) {
                throw expected(key, "an odd number (the padding on both sides is the same)");
            }
            return number;
        }

        private double branchRatio() {
            if (cells.get("branchRatio") instanceof Double ratio && ratio > 0 && 3 * ratio < 1) {
                return ratio;
            }
            throw expected("branchRatio", "a number above 0 and below 1/3 (three branches take it each)");
        }

        private static boolean isPositive(Object cell) {
            return cell instanceof Integer number && number > 0;
        }

        private ZooFormatException expected(String key, String what) {
            return wrong(key + " must be " + what + ", but is " + cells.get(key));
        }

        private ZooFormatException wrong(String problem) {
            return new ZooFormatException(file + ", row " + name + ": " + problem);
        }
    }
}
