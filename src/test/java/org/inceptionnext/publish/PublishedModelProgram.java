package org.inceptionnext.publish;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.util.HexFormat;

/**
 * A user's program: prints the logits that a model gives for fixed numbers, and how far its weights were verified. Arguments:
 * the group and the model, or an address {@code djl://}.
 */
public final class PublishedModelProgram {
    private static final int SIDE = 64;

    private PublishedModelProgram() {}

    public static void main(String[] arguments) throws Exception {
        Criteria.Builder<NDList, NDList> criteria = Criteria.builder().setTypes(NDList.class, NDList.class);
        if (arguments.length == 1) {
            criteria.optModelUrls(arguments[0]);
        } else {
            criteria.optGroupId(arguments[0]).optArtifactId(arguments[1]);
        }
        try (ZooModel<NDList, NDList> model = criteria.build().loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            byte[] numbers = logits(model, predictor);
            System.out.println(HexFormat.of().formatHex(numbers) + " " + model.getProperty("integrity"));
        }
    }

    /** Returns what a model gives for the fixed numbers. */
    public static byte[] logits(ZooModel<NDList, NDList> model, Predictor<NDList, NDList> predictor) throws Exception {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            float[] pixels = new float[3 * SIDE * SIDE];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (i * 37 % 1001) / 500f - 1;
            }
            NDList input = new NDList(manager.create(pixels, new Shape(1, 3, SIDE, SIDE)));
            return predictor.predict(input).singletonOrThrow().toByteArray();
        }
    }
}
