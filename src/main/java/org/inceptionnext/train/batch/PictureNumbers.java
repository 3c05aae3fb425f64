package org.inceptionnext.train.batch;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Draws.Purpose;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Pixels;

/** From a picture to the numbers of its batch. */
public final class PictureNumbers {

    private PictureNumbers() {}

    /** Returns how pictures are prepared to be judged: as the model's card says. */
    public static Transform<LabelledSample, float[]> evaluation(Preprocessing preprocessing) {
        EvalTransform transform = EvalTransform.of(preprocessing);
        return (sample, draw) -> {
            float[] numbers = new float[transform.elementCount()];
            transform.apply(decoded(sample), FloatBuffer.wrap(numbers), 0);
            return numbers;
        };
    }

    /**
     * Returns how pictures are prepared to be learned from.
     *
     * @param draws the run's random numbers
     */
    public static Transform<LabelledSample, float[]> training(
            Preprocessing preprocessing, Augmentation augmentation, Draws draws) {
        EvalTransform squash = EvalTransform.of(new Preprocessing(
                preprocessing.height(),
                preprocessing.width(),
                1,
                CropMode.SQUASH,
                preprocessing.interpolation(),
                preprocessing.mean(),
                preprocessing.std()));
        return (LabelledSample sample, Draw draw) -> {
            SplittableRandom random = draws.of(draw.epoch(), draw.index(), Purpose.AUGMENTATION);
            RandomView view = new RandomView(augmentation, random);
            Pixels cropped = squash.crop(view.crop(decoded(sample)));
            float[] numbers = new float[squash.elementCount()];
            squash.normalize(view.colour(view.mirror(cropped)), FloatBuffer.wrap(numbers), 0);
            return numbers;
        };
    }

    private static Pixels decoded(LabelledSample sample) throws IOException {
        return Transform.decoded(sample.picture(), DecodeOptions.DEFAULT);
    }
}
