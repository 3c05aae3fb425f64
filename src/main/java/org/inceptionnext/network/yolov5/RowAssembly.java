package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.network.Backbone;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.GraphBuilder;
import org.inceptionnext.network.InceptionNextFamily;
import org.inceptionnext.network.NetworkOptions;
import org.inceptionnext.network.Value;
import org.inceptionnext.network.Value.Shape.FeatureMap;
import org.jspecify.annotations.Nullable;

/** Builds a detector row by row. */
final class RowAssembly {
    static final String BACKBONE_SCOPE = "model.0";

    /** The maps of a backbone fill the last of these places, so that a stride has one number in every network. */
    private static final int BACKBONE_PLACES = 5;

    /** The largest published detector has about 60; rows of a stranger's checkpoint could ask for a million. */
    private static final int MAX_REPEATS_IN_ALL = 1000;

    private final DetectorFile file;
    private final NetworkOptions options;
    private final InceptionNextFamily backbones;
    private final Map<String, RowModule> modules;
    private final GraphBuilder net;

    /** What each number in {@code from} stands for; the first of a backbone's places is empty. */
    private final List<Optional<Value>> outputs = new ArrayList<>();

    private final List<BuiltRow> rows = new ArrayList<>();
    private final List<Integer> saved = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<DetectHead> head = Optional.empty();
    private int repeatsInAll;

    RowAssembly(DetectorFile file, NetworkOptions options, InceptionNextFamily backbones) {
        this.file = file;
        this.options = options;
        this.backbones = backbones;
        this.modules = ModuleRegistry.of(file.activation());
        this.net = GraphBuilder.forImages(options.inChannels());
    }

    /**
     * Builds everything.
     *
     * @throws RowFormatException if a row cannot be built
     */
    Detector build() {
        for (Row row : file.rows()) {
            try {
                add(row);
            } catch (RowFormatException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw RowFormatException.at(file.place(row), e);
            } catch (ArithmeticException e) {
                throw new RowFormatException(file.place(row), "its numbers are too large together");
            }
        }
        DetectHead detect =
                head.orElseThrow(() -> new RowFormatException(file.name(), "the last row must be " + DetectHead.NAME));
        saved.sort(null);
        Graph graph = net.build().withBatchNormEps(scope -> ConvBlock.BATCH_NORM_EPS);
        return new Detector(graph, rows, saved, detect.strides(), detect.anchors(), warnings);
    }

    private void add(Row row) {
        if (head.isPresent()) {
            throw new IllegalArgumentException("stands after " + DetectHead.NAME + ", which must be last");
        }
        GraphBuilder at = net.in("model").part(Integer.toString(row.sequence()));
        RowModule module = modules.get(row.module());
        if (row.module().equals(DetectHead.NAME)) {
            addHead(at, row);
        } else if (module != null) {
            addModule(at, row, module);
        } else {
            addBackbone(at, row);
        }
    }

    private void addModule(GraphBuilder at, Row row, RowModule module) {
        List<Value> inputs = inputs(row);
        int repeats = file.multiples().repeats(row.number());
        repeatsInAll += repeats;
        if (repeatsInAll > MAX_REPEATS_IN_ALL) {
            throw new IllegalArgumentException("brings the repeats of all rows to " + repeatsInAll + "; at most "
                    + MAX_REPEATS_IN_ALL + " are allowed");
        }
        List<@Nullable Object> values = rewritten(row, module, inputs.get(0), repeats);
        Arguments arguments = new Arguments(values, file.activation());
        boolean repeatsItself = module.rewriting() == RowModule.Rewriting.CHANNELS_AND_REPEATS;
        Value output = repeatsItself || repeats == 1
                ? module.body().build(at, inputs, arguments)
                : sequence(at, module, inputs, arguments, repeats);
        List<Value> maps = List.of(output);
        rows.add(new BuiltRow(
                row.sequence(),
                outputs.size(),
                row.from(),
                repeats,
                row.module(),
                values,
                channels(maps),
                strides(maps)));
        outputs.add(Optional.of(output));
    }

    private static Value sequence(
            GraphBuilder at, RowModule module, List<Value> inputs, Arguments arguments, int repeats) {
        Value x = module.body().build(at.in(0), inputs, arguments);
        for (int j = 1; j < repeats; j++) {
            if (!x.shape().equals(inputs.get(0).shape())) {
                throw new IllegalArgumentException("is there " + repeats
                        + " times in a row, so channels and size must stay, but it makes " + x.channels()
                        + " channels of " + inputs.get(0).channels());
            }
            x = module.body().build(at.in(j), List.of(x), arguments);
        }
        return x;
    }

    private List<@Nullable Object> rewritten(Row row, RowModule module, Value input, int repeats) {
        List<@Nullable Object> values = new ArrayList<>(row.arguments());
        values.replaceAll(value -> "nc".equals(value) ? Integer.valueOf(options.numClasses()) : value);
        switch (module.rewriting()) {
            case NONE -> {}
            case INPUT_CHANNELS -> {
                values.clear();
                values.add(input.channels());
            }
            case CHANNELS, CHANNELS_AND_REPEATS -> {
                values.add(0, input.channels());
                values.set(1, scaledChannels(row, new Arguments(values, file.activation()).outChannels()));
                if (module.rewriting() == RowModule.Rewriting.CHANNELS_AND_REPEATS) {
                    values.add(2, repeats);
                }
            }
        }
        return values;
    }

    /** The original leaves as many channels as the head has unscaled, in whatever row they stand. */
    private int scaledChannels(Row row, int unscaled) {
        int scaled = file.multiples().channels(unscaled);
        int headChannels = file.anchors().perMap() * (options.numClasses() + DetectHead.BOX_NUMBERS);
        if (unscaled != headChannels) {
            return scaled;
        }
        if (scaled != unscaled) {
            warnings.add(file.place(row) + ": keeps " + unscaled + " channels instead of the scaled " + scaled
                    + ", because the head has as many with " + options.numClasses() + " classes");
        }
        return unscaled;
    }

    private void addHead(GraphBuilder at, Row row) {
        List<Value> maps = inputs(row);
        Arguments arguments = new Arguments(row.arguments(), file.activation());
        arguments.requireAtMost(2);
        arguments.require(0, "classes", "nc");
        arguments.require(1, "anchors", "anchors");
        DetectHead detect = DetectHead.build(at, maps, options.numClasses(), file.anchors());
        List<@Nullable Object> values = List.of(options.numClasses(), "anchors", channels(maps));
        rows.add(new BuiltRow(
                row.sequence(), outputs.size(), row.from(), 1, row.module(), values, List.of(), detect.strides()));
        head = Optional.of(detect);
    }

    private void addBackbone(GraphBuilder at, Row row) {
        Backbone backbone = BackboneNames.find(row.module(), backbones).orElseThrow(() -> unknown(row));
        if (row.sequence() != 0) {
            throw new IllegalArgumentException("a backbone must be row 0");
        }
        if (!row.from().equals(List.of(-1)) || row.number() != 1) {
            throw new IllegalArgumentException("a backbone must be from -1, once");
        }
        Arguments arguments = new Arguments(row.arguments(), file.activation());
        arguments.requireAtMost(1);
        arguments.flag(0, "pretrained", false);
        List<Value> maps = backbone.features(at, net.input());
        if (maps.size() > BACKBONE_PLACES) {
            throw new IllegalArgumentException(
                    "a backbone has at most " + BACKBONE_PLACES + " maps, but this has " + maps.size());
        }
        for (int place = maps.size(); place < BACKBONE_PLACES; place++) {
            outputs.add(Optional.empty());
        }
        maps.forEach(map -> outputs.add(Optional.of(map)));
        rows.add(new BuiltRow(
                0, BACKBONE_PLACES - 1, row.from(), 1, row.module(), row.arguments(), channels(maps), strides(maps)));
    }

    private RowFormatException unknown(Row row) {
        List<String> known = new ArrayList<>(modules.keySet());
        known.add(DetectHead.NAME);
        known.addAll(backbones.definitions().keySet());
        return RowFormatException.unknown(
                file.place(row), "no module and no backbone has this name", row.module(), known);
    }

    private List<Value> inputs(Row row) {
        List<Value> inputs = new ArrayList<>();
        for (int from : row.from()) {
            inputs.add(input(from));
        }
        return inputs;
    }

    private Value input(int from) {
        int next = outputs.size();
        if (next == 0 && from == -1) {
            return net.input();
        }
        int number = from < 0 ? next + from : from;
        if (number < 0 || number >= next) {
            throw new IllegalArgumentException("is from " + from + ", but only 0 to " + (next - 1) + " are before it"
                    + (next == 0 ? ": the first row is from -1" : ""));
        }
        if (from != -1) {
            saved.add(Math.floorMod(from, next));
        }
        return outputs.get(number)
                .orElseThrow(() -> new IllegalArgumentException(
                        "is from " + from + ", where the backbone has no map: it has fewer than " + BACKBONE_PLACES));
    }

    private static List<Integer> channels(List<Value> maps) {
        return maps.stream().map(Value::channels).toList();
    }

    private static List<Integer> strides(List<Value> maps) {
        return maps.stream().map(RowAssembly::stride).toList();
    }

    private static int stride(Value map) {
        return map.shape() instanceof FeatureMap shape ? shape.stride().height() : 1;
    }
}
