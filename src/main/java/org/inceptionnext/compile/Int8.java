package org.inceptionnext.compile;

import java.util.Optional;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.ActivationRange;
import org.inceptionnext.network.Operation.QuantizedConvolution;
import org.inceptionnext.network.Window;

/**
 * Calls of torch's private operators on oneDNN's 8-bit products ({@code ops.onednn}), of libtorch 2.7: bytes times signed
 * bytes, with what follows done before the result is rounded.
 */
final class Int8 {
    /** The numbers of quint8 and uint8 in TorchScript (c10::ScalarType). */
    private static final int QUANTIZED_BYTE = 13;

    private static final int BYTE = 0;

    /** Weights have no zero point: the operators ask for one and do not read it. */
    private static final String NO_ZERO_POINT = "torch.zeros([1], dtype=3, layout=None, device=None, pin_memory=False)";

    private static final int WIDEST_SIDE = 64;

    /**
     * What each element is of the widest product, which the method {@code widest} computes: 64 times the greatest byte by the
     * greatest weight. Processors without VNNI add two such products in 16 bits, and what goes beyond is lost.
     */
    static final float WIDEST = WIDEST_SIDE * 255 * 127;

    private Int8() {}

    /** Returns the method that computes the widest product, whatever its argument is. */
    static String widestProduct() {
        String side = "[" + WIDEST_SIDE + ", " + WIDEST_SIDE + "]";
        String rest = ", layout=None, device=None, pin_memory=False)";
        return "  def widest(self: __torch__." + ModuleCode.CLASS_NAME + ",\n    x: Tensor) -> Tensor:\n"
                + "    weight = torch.full(" + side + ", 127, dtype=1" + rest + "\n"
                + "    packed = " + pack("weight", String.valueOf(WIDEST_SIDE), WIDEST_SIDE) + "\n"
                + "    bytes = torch.full(" + side + ", 255, dtype=0" + rest + "\n"
                + "    scale = torch.ones([" + WIDEST_SIDE + "], dtype=6" + rest + "\n"
                + "    return ops.onednn.qlinear_pointwise(bytes, 1., 0, packed, scale, " + NO_ZERO_POINT
                + ", None, " + numbers(DType.F32) + ", " + OneDnn.none().text("\"\"") + ")\n";
    }

    /**
     * What a layer reads beside its input.
     *
     * @param input the range of the input's bytes
     */
    record Layer(ActivationRange input, String weight, String scale, String bias) {}

    /** Returns numbers as bytes. */
    static String quantize(String rows, ActivationRange range, DType dtype) {
        String wide = dtype == DType.F32 ? rows : "torch.to(" + rows + ", " + TorchScriptEmitter.FLOAT32 + ")";
        return "torch.int_repr(torch.quantize_per_tensor(" + wide + ", " + steps(range) + ", " + QUANTIZED_BYTE + "))";
    }

    /**
     * A linear layer over the last dimension.
     *
     * @param output the range of the result's bytes; none if it is of numbers
     * @param dtype of numbers
     * @param activation as {@link OneDnn#activation} gives it
     */
    static String linear(
            String bytes, Layer layer, Optional<ActivationRange> output, DType dtype, OneDnn.PostOperation activation) {
        String result = output.map(range -> steps(range) + ", " + BYTE).orElse(numbers(dtype));
        return call(bytes, layer, layer.bias() + ", " + result + ", " + activation.text("\"\""));
    }

    /** A linear layer over the last dimension, plus numbers of the result's shape. */
    static String linearPlus(String bytes, String other, Layer layer, DType dtype) {
        return call(
                bytes,
                layer,
                other + ", " + layer.bias() + ", " + numbers(dtype) + ", 1., 0, \"add\", 1., "
                        + OneDnn.none().text("\"\""));
    }

    /** Returns the statement part that packs a weight for so many rows. */
    static String pack(String weight, String rows, long inputs) {
        return "ops.onednn.qlinear_prepack(" + weight + ", [" + rows + ", " + inputs + "])";
    }

    /**
     * A convolution that is no linear layer at every position.
     *
     * @param bytes a map in bytes, channels last in memory
     * @param dtype of the result
     * @param activation as {@link OneDnn#activation} gives it
     */
    static String convolution(String bytes, Layer layer, Window window, DType dtype, OneDnn.PostOperation activation) {
        return "ops.onednn.qconv2d_pointwise("
                + String.join(", ", operands(bytes, layer), layer.bias(), windowed(window), numbers(dtype))
                + ", " + activation.text("\"\"") + ")";
    }

    /** Returns the statement part that packs a convolution's weight for maps of this shape. */
    static String pack(String weight, String scale, QuantizedConvolution layer, String shape) {
        return "ops.onednn.qconv_prepack("
                + String.join(", ", weight, scale, steps(layer.input()), windowed(layer.window()), shape) + ")";
    }

    /** Returns how a convolution of one group moves. */
    private static String windowed(Window window) {
        return TorchScriptEmitter.windowed(window) + ", 1";
    }

    private static String call(String bytes, Layer layer, String rest) {
        return "ops.onednn.qlinear_pointwise(" + operands(bytes, layer) + ", " + rest + ")";
    }

    private static String operands(String bytes, Layer layer) {
        return String.join(", ", bytes, steps(layer.input()), layer.weight(), layer.scale(), NO_ZERO_POINT);
    }

    private static String numbers(DType dtype) {
        return "1., 0, " + MethodBody.scalarType(dtype);
    }

    private static String steps(ActivationRange range) {
        return range.scale() + ", " + range.zeroPoint();
    }
}
