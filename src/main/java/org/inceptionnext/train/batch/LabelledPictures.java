package org.inceptionnext.train.batch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.labelled.LabelledSample;
import org.inceptionnext.data.labelled.LabelledSet;
import org.inceptionnext.data.load.Draw;
import org.inceptionnext.data.load.Transform;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.train.Draws;
import org.inceptionnext.train.recipe.Recipe.Augmentation;
import org.jspecify.annotations.Nullable;

/**
 * One part of a labelled data set for DJL's own trainer: pictures as float32 (3, height, width), prepared as the model's card says
 * or augmented as a recipe says, and labels as float32 class numbers, which DJL's losses and accuracy take.
 *
 * <p>A picture's random numbers depend on the seed, on which picture it is and on how often it was asked for before, not on the order
 * or the threads: {@code EasyTrain.fit} shows each in another way in each epoch, and two runs show the same. DJL's own random
 * transforms for pictures are not needed, and some of them fail on PyTorch.
 */
public final class LabelledPictures extends RandomAccessDataset {
    private final List<LabelledSample> samples;
    private final Transform<LabelledSample, PreparedPicture> transform;
    private final Shape shape;
    private final long seed;
    private final AtomicIntegerArray shown;

    private LabelledPictures(Builder builder) {
        super(builder);
        Preprocessing pictures = requireNonNull(builder.preprocessing, "setPreprocessing is missing");
        this.samples = requireNonNull(builder.set, "setData is missing").samples(builder.split);
        this.seed = builder.seed;
        Augmentation augmentation = builder.augmentation;
        this.transform = augmentation == null
                ? PictureTransforms.evaluation(pictures)
                : PictureTransforms.training(pictures, augmentation, new Draws(seed));
        this.shape = new Shape(3, pictures.height(), pictures.width());
        this.shown = new AtomicIntegerArray(samples.size());
    }

    /** Begins to describe one. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a picture and its label.
     *
     * @throws IOException if the picture cannot be read; the message names it
     */
    @Override
    public Record get(NDManager manager, long index) throws IOException {
        int number = Math.toIntExact(index);
        LabelledSample sample = samples.get(number);
        Draw draw = new Draw(seed, shown.getAndIncrement(number), number, number);
        NDArray picture = manager.create(transform.apply(sample, draw).numbers(), shape);
        return new Record(new NDList(picture), new NDList(manager.create((float) sample.label())));
    }

    @Override
    protected long availableSize() {
        return samples.size();
    }

    /** Does nothing: pictures are read when they are asked for. */
    @Override
    public void prepare(@Nullable Progress progress) {
        // Nothing.
    }

    /** Describes a data set. */
    public static final class Builder extends BaseBuilder<Builder> {
        private @Nullable LabelledSet set;
        private Split split = Split.TRAIN;
        private @Nullable Preprocessing preprocessing;
        private @Nullable Augmentation augmentation;
        private long seed;

        private Builder() {}

        /**
         * Sets the pictures.
         *
         * @param labelled the data set
         * @param part which part of it
         */
        public Builder setData(LabelledSet labelled, Split part) {
            this.set = labelled;
            this.split = part;
            return this;
        }

        /** Sets size, interpolation and normalisation, such as those of a model's card. */
        public Builder setPreprocessing(Preprocessing pictures) {
            this.preprocessing = pictures;
            return this;
        }

        /**
         * Sets how pictures are changed at random; without it they are prepared as for evaluation.
         *
         * @param changes such as a recipe's
         * @param randomSeed of all random numbers
         */
        public Builder optAugmentation(Augmentation changes, long randomSeed) {
            this.augmentation = changes;
            this.seed = randomSeed;
            return this;
        }

        /** Returns the data set. */
        public LabelledPictures build() {
            return new LabelledPictures(this);
        }

        @Override
        protected Builder self() {
            return this;
        }
    }
}
