package org.inceptionnext.network.yolov5;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.Initializer;
import org.inceptionnext.network.InputNormalization;
import org.inceptionnext.network.Node;
import org.inceptionnext.network.Operation.MultiHeadAttention;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.Parameter;
import org.inceptionnext.network.WeightMismatchException;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;

/**
 * A detector as its training begins: the backbone of a trained classifier, everything else as PyTorch and YOLOv5 initialise
 * it. Its boxes mean nothing yet.
 *
 * @param weights not folded, but for the normalisation of the classifier's images, which is inside the first convolution: the
 *     detector takes images from 0 to 1. The backbone's batch normalisations have the classifier's eps, 1e-5
 * @param backbone what was taken of the classifier
 */
public record StartingWeights(Weights weights, BackboneWeights backbone) {
    private static final double BACKBONE_EPS = 1e-5;

    /** YOLOv5's guess for the head's biases: eight objects in an image of 640 x 640 ... */
    private static final double EXPECTED_OBJECTS = 8;

    private static final double EXPECTED_SIDE = 640;

    /** ... of which a class has this share of all classes. */
    private static final double EXPECTED_SHARE = 0.6;

    private static final double ALMOST_ONE = 0.99999;

    /** Objectness is the last number before the classes. */
    private static final int OBJECTNESS = DetectHead.BOX_NUMBERS - 1;

    /**
     * Makes the weights. Elements of the classifier are read when those of the result are.
     *
     * @param detector whose first row is the classifier's network
     * @param classifier the checkpoint's tensors by name, any common prefix stripped
     * @param normalization of the images that the classifier was trained on
     * @param seed of the random numbers in neck and head
     * @throws WeightMismatchException if the tensors are not those of the backbone
     */
    public static StartingWeights of(
            Detector detector, Map<String, Tensor> classifier, InputNormalization normalization, long seed)
            throws WeightMismatchException {
        BackboneWeights backbone = BackboneWeights.of(detector, classifier);
        Map<String, Tensor> tensors = initialized(detector, new Random(seed));
        tensors.putAll(backbone.tensors());
        Weights weights = Weights.bind(detector.withBackboneEps(BACKBONE_EPS), tensors);
        return new StartingWeights(Pass.foldingNormalization(normalization).apply(weights), backbone);
    }

    /** Returns {@link BackboneWeights#summary}, and how many tensors training has to begin from nothing. */
    public String summary() {
        int untrained = weights.tensors().size() - backbone.tensors().size();
        return backbone.summary() + "; " + untrained + " tensors of neck and head are untrained";
    }

    /** Returns new tensors for all but the backbone. */
    static Map<String, Tensor> initialized(Detector detector, Random random) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Node node : detector.graph().nodes()) {
            List<Parameter> parameters = node.operation().parameters();
            if (node.operation() instanceof MultiHeadAttention) {
                throw new IllegalArgumentException(node.scope() + ": attention is not initialised here");
            }
            for (Parameter parameter : parameters) {
                if (!BackboneWeights.isBackbone(parameter.name())) {
                    tensors.put(parameter.name(), initialized(parameter, parameters.get(0), detector, random));
                }
            }
        }
        addHeadBiases(detector, tensors);
        return tensors;
    }

    /**
     * Weights and biases are uniform within 1 / sqrt(fan in), torch's {@code kaiming_uniform} with {@code a = sqrt(5)}.
     *
     * @param weight the first parameter of the operation that the parameter is of
     */
    private static Tensor initialized(Parameter parameter, Parameter weight, Detector detector, Random random) {
        return switch (parameter.role()) {
            case WEIGHT, BIAS -> Initializer.uniform(parameter, weight, random);
            case ANCHORS -> detector.initialAnchors();
            default -> Initializer.constant(parameter);
        };
    }

    /** Without this the first epochs would be spent on learning that most boxes are empty. */
    private static void addHeadBiases(Detector detector, Map<String, Tensor> tensors) {
        int head = detector.rows().get(detector.rows().size() - 1).sequence();
        for (int map = 0; map < detector.strides().size(); map++) {
            String name = "model." + head + ".m." + map + ".bias";
            double cells = Math.pow(EXPECTED_SIDE / detector.strides().get(map), 2);
            Tensor bias = requireNonNull(tensors.get(name), name);
            tensors.put(name, withPrior(bias, detector, Math.log(EXPECTED_OBJECTS / cells)));
        }
    }

    private static Tensor withPrior(Tensor bias, Detector detector, double objectness) {
        int numbers = detector.graph().output(OutputKind.PREDICTIONS).channels();
        double classes = Math.log(EXPECTED_SHARE / (numbers - DetectHead.BOX_NUMBERS - ALMOST_ONE));
        try {
            float[] values = bias.floats();
            for (int i = 0; i < values.length; i++) {
                int number = i % numbers;
                if (number >= OBJECTNESS) {
                    values[i] += (float) (number == OBJECTNESS ? objectness : classes);
                }
            }
            return Tensors.ofFloats(bias.name(), bias.shape(), values);
        } catch (IOException e) {
            throw new UncheckedIOException("numbers in memory cannot be read", e);
        }
    }
}
