package org.inceptionnext.network.passes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.network.Parameter;

/**
 * A linear layer's weights in 8 bits, rounded each time its elements are read: nothing is kept in memory. Each output channel has 255 steps
 * from minus to plus its greatest number.
 *
 * @param source what is rounded: output channels first
 */
record RoundedTensor(String name, List<Long> shape, Tensor source) implements Tensor {
    /** The greatest step; -128 is left out, so that steps go equally far both ways. */
    private static final int GREATEST = 127;

    static Tensor of(Parameter parameter, Tensor source) {
        return new RoundedTensor(parameter.name(), parameter.shape(), source);
    }

    /** Returns the size of a step of each output channel. */
    static Tensor scale(Parameter parameter, Tensor source) {
        return ComputedTensor.of(parameter, () -> scales(source.floats(), outputs(source)));
    }

    private static int outputs(Tensor source) {
        return source.shape().get(0).intValue();
    }

    private static float[] scales(float[] values, int outputs) {
        int inputs = values.length / outputs;
        float[] scales = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            float greatest = 0;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            scales[o] = greatest == 0 ? 1 : greatest / GREATEST;
        }
        return scales;
    }

    @Override
    public DType dtype() {
        return DType.I8;
    }

    @Override
    public ByteBuffer bytes() throws IOException {
        float[] values = source.floats();
        float[] scales = scales(values, outputs(source));
        int inputs = values.length / scales.length;
        ByteBuffer steps = ByteBuffer.allocate(values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            steps.put((byte) Math.rint(values[i] / scales[i / inputs]));
        }
        return steps.flip();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        ByteBuffer bytes = bytes();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public float[] floats() {
        throw new IllegalStateException("weights in 8 bits are steps, not floating-point numbers: " + name);
    }
}
