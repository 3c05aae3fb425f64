package org.inceptionnext.recognise;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleValue.Int;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.inceptionnext.network.yolov5.BuiltRow;
import org.inceptionnext.network.yolov5.DetectorDefinition;

/**
 * A detector as training in YOLOv5 (6.0 and later) saves it: a whole module that carries its rows and the names of its
 * classes beside its weights. Only attributes are read; nothing of the file is executed.
 *
 * @param prefix the module's dotted name within the file's module, with a last dot; empty if it is that module
 * @param module the module that has the rows
 * @param rows the rows
 */
record PickledDetector(String prefix, Stub module, Dict rows) {
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    /** Finds the module that carries rows: the outermost one, since wrappers carry none. */
    static Optional<PickledDetector> in(ModuleTree tree) {
        for (Map.Entry<String, Stub> entry : tree.modules().entrySet()) {
            Optional<PickleValue> rows = entry.getValue().attribute("yaml");
            if (rows.isPresent()
                    && rows.get() instanceof Dict dict
                    && dict.get("backbone").isPresent()) {
                String prefix = entry.getKey().isEmpty() ? "" : entry.getKey() + ".";
                return Optional.of(new PickledDetector(prefix, entry.getValue(), dict));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the network by the rows.
     *
     * @param name of the file, for messages
     * @throws org.inceptionnext.network.yolov5.RowFormatException if they are wrong
     */
    DetectorDefinition definition(String name) {
        return DetectorDefinition.ofPickled(name, rows);
    }

    /** Returns the names of the classes: files have a list, or a dict by number; numbers may be texts, and names numbers. */
    ClassNames classNames(int classes) {
        Map<Long, String> byIndex = new LinkedHashMap<>();
        Optional<PickleValue> names = module.attribute("names");
        if (names.isPresent() && names.get() instanceof Sequence list) {
            for (int index = 0; index < list.items().size(); index++) {
                put(byIndex, index, list.items().get(index));
            }
        } else if (names.isPresent() && names.get() instanceof Dict dict) {
            dict.entries().forEach(entry -> index(entry.key()).ifPresent(index -> put(byIndex, index, entry.value())));
        }
        return ClassNames.of(byIndex, classes, "the file");
    }

    private static void put(Map<Long, String> names, long index, PickleValue name) {
        PlainValue.text(name).ifPresent(text -> names.put(index, text));
    }

    private static Optional<Long> index(PickleValue key) {
        if (key instanceof Int number) {
            return Optional.of(number.value());
        }
        return key instanceof Text text && INDEX.matcher(text.value()).matches()
                ? Optional.of(Long.valueOf(text.value()))
                : Optional.empty();
    }

    /**
     * Checks that each row's module is of the class that the row names.
     *
     * @param tree the modules, named as the rows' scopes
     * @throws SettingsException if one is of another class
     */
    static void checkClasses(List<BuiltRow> rows, ModuleTree tree) throws SettingsException {
        for (BuiltRow row : rows) {
            String scope = "model." + row.sequence();
            Optional<String> found =
                    tree.find(scope).map(module -> module.type().name());
            String expected = row.module().startsWith("nn.") ? row.module().substring(3) : row.module();
            boolean isBackbone = row.channels().size() > 1;
            boolean isRepeated = found.filter("Sequential"::equals).isPresent() && row.repeats() > 1;
            if (found.isPresent() && !isBackbone && !isRepeated && !found.get().equals(expected)) {
                throw new SettingsException(scope, "the class " + found.get(), "the class " + expected);
            }
        }
    }
}
