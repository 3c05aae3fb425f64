package org.inceptionnext.train.batch;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.Draws.Purpose;
import org.inceptionnext.train.batch.PreparedPicture.Erasure;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.augment.ColourJitter;
import org.inceptionnext.vision.augment.Mirror;
import org.inceptionnext.vision.augment.RandAugment;
import org.inceptionnext.vision.augment.RandomErasing;
import org.inceptionnext.vision.augment.RandomResizedCrop;
import org.inceptionnext.vision.augment.Rectangle;

/** From a picture's file to what waits for its batch. */
public final class PictureTransforms {

    private PictureTransforms() {}

    /** Returns how pictures are prepared to be judged: as the model's card says. */
    public static Transform<LabelledSample, PreparedPicture> evaluation(Preprocessing preprocessing) {
        EvalTransform transform = EvalTransform.of(preprocessing);
        return (sample, draw) -> {
            Pixels view =
                    transform.crop(sample.picture().bytes(), sample.picture().name(), DecodeOptions.DEFAULT);
            return new PreparedPicture(view, transform, Erasure.NONE);
        };
    }

    /**
     * Returns how pictures are prepared to be learned from, in timm's order: crop, mirror, RandAugment, colours, normalisation, erasing.
     *
     * @param draws the run's random numbers
     */
    public static Transform<LabelledSample, PreparedPicture> training(
            Preprocessing preprocessing, Augmentation augmentation, Draws draws) {
        EvalTransform transform = EvalTransform.of(preprocessing);
        RandomResizedCrop crops =
                RandomResizedCrop.IMAGENET.withAreas(augmentation.cropLeast(), augmentation.cropMost());
        ColourJitter colours = new ColourJitter(augmentation.jitter());
        byte[] mean = mean(preprocessing);
        return (LabelledSample sample, Draw draw) -> {
            SplittableRandom random = draws.of(draw.epoch(), draw.index(), Purpose.AUGMENTATION);
            Pixels picture = decoded(sample);
            Rectangle part = crops.draw(picture.width(), picture.height(), random);
            Pixels view = RandomResizedCrop.resized(
                    picture, part, preprocessing.width(), preprocessing.height(), preprocessing.interpolation());
            if (random.nextDouble() < augmentation.flip()) {
                view = Mirror.horizontal(view);
            }
            if (augmentation.randAugment().isPresent()) {
                RandAugment changes = augmentation.randAugment().get();
                view = RandAugment.apply(view, changes.draw(random), mean);
            }
            if (augmentation.jitter() > 0) {
                view = ColourJitter.apply(view, colours.draw(random));
            }
            return new PreparedPicture(view, transform, erasure(augmentation.erasing(), view, random));
        };
    }

    private static Erasure erasure(RandomErasing erasing, Pixels view, SplittableRandom random) {
        if (erasing.probability() == 0) {
            return Erasure.NONE;
        }
        List<Rectangle> boxes = erasing.draw(view.width(), view.height(), random);
        return new Erasure(erasing, boxes, random.nextLong());
    }

    /** What comes from outside a picture that is turned or shifted: timm's {@code img_mean}. */
    private static byte[] mean(Preprocessing preprocessing) {
        byte[] mean = new byte[preprocessing.mean().size()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (byte) Math.min(255, Math.rint(255 * preprocessing.mean().get(i)));
        }
        return mean;
    }

    private static Pixels decoded(LabelledSample sample) throws IOException {
        return Transform.decoded(sample.picture(), DecodeOptions.DEFAULT);
    }
}
