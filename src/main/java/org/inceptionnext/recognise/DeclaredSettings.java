package org.inceptionnext.recognise;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Nothing;
import org.inceptionnext.checkpoint.pickle.PickleValue.Stub;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation;
import org.inceptionnext.network.Operation.Concat;
import org.inceptionnext.network.Operation.Convolution;
import org.inceptionnext.network.Operation.GlobalAveragePool;
import org.inceptionnext.network.Operation.MaxPool;
import org.inceptionnext.network.Operation.MultiHeadAttention;
import org.inceptionnext.network.Operation.NearestUpsample;
import org.inceptionnext.network.Operation.TransposedConvolution;
import org.inceptionnext.network.Operation.ZeroPad;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Window;

/**
 * The settings of one pickled module that must be those of its node: kernel, stride, padding, dilation, groups, and what
 * pooling, upsampling and joining are told. A module without an attribute is taken to have torch's usual value, which is the
 * graph's.
 */
final class DeclaredSettings {
    private static final int POOLED_SIDE = 1;

    private final Node node;
    private final Stub module;

    private DeclaredSettings(Node node, Stub module) {
        this.node = node;
        this.module = module;
    }

    /**
     * Compares.
     *
     * @throws SettingsException if a setting differs
     */
    static void check(Node node, Stub module) throws SettingsException {
        new DeclaredSettings(node, module).check();
    }

    private void check() throws SettingsException {
        Operation operation = node.operation();
        if (operation instanceof Convolution convolution) {
            window(convolution.window());
            number("groups", convolution.groups());
            text("padding_mode", "zeros");
        } else if (operation instanceof TransposedConvolution convolution) {
            window(convolution.window().window());
            sides("output_padding", convolution.window().outputPadding());
            number("groups", convolution.groups());
        } else if (operation instanceof MaxPool pool) {
            window(pool.window());
            text("ceil_mode", "False");
        } else if (operation instanceof NearestUpsample upsample) {
            sides("scale_factor", new Size(upsample.factor(), upsample.factor()));
            text("mode", "nearest");
            text("size", "None");
        } else if (operation instanceof ZeroPad pad) {
            numbers("padding", List.of((long) pad.left(), (long) pad.right(), (long) pad.top(), (long) pad.bottom()));
        } else if (operation instanceof Concat) {
            number("d", 1);
        } else if (operation instanceof MultiHeadAttention attention) {
            number("num_heads", attention.heads());
        } else if (operation instanceof GlobalAveragePool) {
            sides("output_size", new Size(POOLED_SIDE, POOLED_SIDE));
            text("pool_type", "avg");
        }
    }

    private void window(Window window) throws SettingsException {
        sides("kernel_size", window.kernel());
        sides("stride", window.stride());
        sides("dilation", window.dilation());
        if (module.attribute("padding").orElse(null) instanceof Text named) {
            namedPadding(window, named.value());
        } else {
            sides("padding", window.padding());
        }
    }

    /** Torch takes two words for a padding: none, and as much as keeps the size. */
    private void namedPadding(Window window, String named) throws SettingsException {
        Size kernel = window.kernel();
        Size dilation = window.dilation();
        boolean isSame = window.padding()
                .equals(new Size(
                        dilation.height() * (kernel.height() - 1) / 2, dilation.width() * (kernel.width() - 1) / 2));
        boolean fits = named.equals("valid") ? window.padding().equals(new Size(0, 0)) : named.equals("same") && isSame;
        if (!fits) {
            throw wrong("padding", named, window.padding().toString());
        }
    }

    /** One number stands for both sides. */
    private void sides(String setting, Size expected) throws SettingsException {
        Optional<PickleValue> value = module.attribute(setting).filter(found -> !(found instanceof Nothing));
        if (value.isEmpty()) {
            return;
        }
        Optional<List<Long>> found = PlainValue.longs(value.get());
        List<Long> both = List.of((long) expected.height(), (long) expected.width());
        boolean isEqual = found.filter(sides -> sides.equals(both)
                        || (sides.size() == 1
                                && List.of(sides.get(0), sides.get(0)).equals(both)))
                .isPresent();
        if (!isEqual) {
            throw wrong(setting, PlainValue.shown(value.get()), both.toString());
        }
    }

    private void number(String setting, long expected) throws SettingsException {
        numbers(setting, List.of(expected));
    }

    private void numbers(String setting, List<Long> expected) throws SettingsException {
        Optional<PickleValue> value = module.attribute(setting);
        if (value.isPresent()
                && !PlainValue.longs(value.get()).filter(expected::equals).isPresent()) {
            String shown = expected.size() == 1 ? expected.get(0).toString() : expected.toString();
            throw wrong(setting, PlainValue.shown(value.get()), shown);
        }
    }

    private void text(String setting, String expected) throws SettingsException {
        Optional<PickleValue> value = module.attribute(setting);
        if (value.isPresent()) {
            String found = PlainValue.shown(value.get());
            // Timm writes a faster form of the same pooling as "fast" or "fastavg".
            if (!found.toLowerCase(Locale.ROOT)
                    .replace("fastavg", "avg")
                    .replace("fast", "avg")
                    .equals(expected.toLowerCase(Locale.ROOT))) {
                throw wrong(setting, found, expected);
            }
        }
    }

    private SettingsException wrong(String setting, String found, String allowed) {
        return new SettingsException(node.scope(), setting + " " + found, setting + " " + allowed);
    }
}
