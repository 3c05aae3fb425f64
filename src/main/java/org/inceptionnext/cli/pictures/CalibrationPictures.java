package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.network.Size;
import org.inceptionnext.recognise.RecognisedModel;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.EvalTransform;
import org.inceptionnext.vision.Letterbox;

/** Pictures that a network is measured with, as {@code inx classify} and {@code inx detect} give them to it. */
final class CalibrationPictures {
    private static final int CHANNELS = 3;

    private final List<Picture> pictures;
    private final Preparation preparation;
    private final Size size;

    /** How a picture becomes the network's input. */
    private interface Preparation {
        float[] apply(byte[] encoded, String name) throws IOException;
    }

    private CalibrationPictures(List<Picture> pictures, Preparation preparation, Size size) {
        this.pictures = pictures;
        this.preparation = preparation;
        this.size = size;
    }

    /**
     * Chooses pictures.
     *
     * @param names files, folders, globs
     * @param limit how many are taken, evenly out of all
     */
    static CalibrationPictures of(RecognisedModel model, List<String> names, int limit) {
        List<Picture> all = new ArrayList<>();
        try (PictureWalk walk = PictureSource.of(names).walk()) {
            walk.forEachRemaining(all::add);
        }
        if (all.isEmpty()) {
            throw new FailureException(ExitCode.USAGE, "--calibrate: no pictures there", "");
        }
        Preprocessing preprocessing = preprocessing(model);
        Size size = new Size(preprocessing.height(), preprocessing.width());
        Preparation preparation = model.isDetector() ? padding(size) : cropping(preprocessing);
        return new CalibrationPictures(evenly(all, limit), preparation, size);
    }

    private static Preprocessing preprocessing(RecognisedModel model) {
        ModelCard card = model.cards().stream().findFirst().orElseGet(() -> {
            if (model.isDetector()) {
                return ChosenDetector.anyDetector();
            }
            throw new FailureException(
                    ExitCode.CHECKPOINT, "no model says how pictures for this network are prepared", "");
        });
        return model.pictures().over(card.defaultPreset().preprocessing());
    }

    private static Preparation cropping(Preprocessing preprocessing) {
        EvalTransform transform = EvalTransform.of(preprocessing);
        return (encoded, name) -> {
            float[] numbers = new float[transform.elementCount()];
            transform.apply(encoded, name, DecodeOptions.DEFAULT, FloatBuffer.wrap(numbers), 0);
            return numbers;
        };
    }

    /** Into a square, where its stride does not matter. */
    private static Preparation padding(Size size) {
        Letterbox letterbox = new Letterbox(size.height(), size.width(), false, 1, true);
        return (encoded, name) -> {
            float[] numbers = new float[CHANNELS * size.height() * size.width()];
            letterbox.apply(encoded, name, DecodeOptions.OPENCV).pixels().writePlanes(FloatBuffer.wrap(numbers), 0);
            return numbers;
        };
    }

    /** Returns so many of a list at most, from all over it. */
    private static List<Picture> evenly(List<Picture> all, int limit) {
        List<Picture> chosen = new ArrayList<>();
        int count = Math.min(limit, all.size());
        for (int i = 0; i < count; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / count)));
        }
        return chosen;
    }

    /** Returns the size of the network's input. */
    Size size() {
        return size;
    }

    int count() {
        return pictures.size();
    }

    /** Returns whether a picture is one of so many from all over them. */
    boolean isAmong(int some, int index) {
        long count = pictures.size();
        long taken = Math.min(some, count);
        // How many are taken up to one and with it goes up where one is.
        return (index + 1) * taken / count > index * taken / count;
    }

    /** Takes the network's input for one picture after the other. */
    @FunctionalInterface
    interface Reader {
        /**
         * @param index of the picture, from 0
         * @param numbers channel by channel and row by row
         */
        void take(int index, float[] numbers) throws IOException;
    }

    /**
     * Reads all.
     *
     * @return how many they are and what they are, for the record
     */
    String read(Reader reader) throws IOException {
        MessageDigest digest = Sha256.start();
        for (int i = 0; i < pictures.size(); i++) {
            byte[] encoded = pictures.get(i).bytes();
            digest.update(encoded);
            reader.take(i, preparation.apply(encoded, pictures.get(i).name()));
        }
        return pictures.size() + " pictures, sha256 " + Sha256.hex(digest);
    }
}
