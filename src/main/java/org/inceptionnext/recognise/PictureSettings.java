package org.inceptionnext.recognise;

import com.google.gson.Gson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.inceptionnext.registry.Preprocessing;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;

/**
 * The part of a preprocessing that somebody states; what is empty is left to whoever comes next: the user's arguments, then
 * the files, then the model's card.
 *
 * @param height of the network's input in pixels
 * @param width of the network's input in pixels
 * @param cropPct as in {@link Preprocessing}
 * @param cropMode as in {@link Preprocessing}
 * @param interpolation as in {@link Preprocessing}
 * @param mean per channel, of values from 0 to 1
 * @param std per channel, of values from 0 to 1
 */
public record PictureSettings(
        Optional<Integer> height,
        Optional<Integer> width,
        Optional<Double> cropPct,
        Optional<CropMode> cropMode,
        Optional<Interpolation> interpolation,
        Optional<List<Double>> mean,
        Optional<List<Double>> std) {

    private static final Gson SETTINGS_TEXT = new Gson();

    /** Nobody states anything. */
    public static final PictureSettings NONE = new PictureSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public PictureSettings {
        mean = mean.map(List::copyOf);
        std = std.map(List::copyOf);
    }

    /** States nothing but the size of a square, in pixels. */
    static PictureSettings square(int side) {
        return new PictureSettings(
                Optional.of(side),
                Optional.of(side),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns whether nothing is stated. */
    public boolean isEmpty() {
        return height.isEmpty()
                && width.isEmpty()
                && cropPct.isEmpty()
                && cropMode.isEmpty()
                && interpolation.isEmpty()
                && mean.isEmpty()
                && std.isEmpty();
    }

    /** Returns these settings, and the others' where these say nothing. */
    public PictureSettings orElse(PictureSettings other) {
        return new PictureSettings(
                height.or(other::height),
                width.or(other::width),
                cropPct.or(other::cropPct),
                cropMode.or(other::cropMode),
                interpolation.or(other::interpolation),
                mean.or(other::mean),
                std.or(other::std));
    }

    /** Returns a whole preprocessing: these settings, and the base's where these say nothing. */
    public Preprocessing over(Preprocessing base) {
        return new Preprocessing(
                height.orElse(base.height()),
                width.orElse(base.width()),
                cropPct.orElse(base.cropPct()),
                cropMode.orElse(base.cropMode()),
                interpolation.orElse(base.interpolation()),
                mean.orElse(base.mean()),
                std.orElse(base.std()));
    }

    /** Returns these settings as a text, for {@link #ofText}. */
    public String text() {
        return SETTINGS_TEXT.toJson(WeightMetadata.pictures(this));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static PictureSettings ofText(String text) {
        Path nowhere = Path.of("picture settings");
        try {
            return FolderConfig.of(nowhere, SidecarJson.object(nowhere, text)).pictures();
        } catch (RecognitionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Returns everything that a preprocessing says. */
    public static PictureSettings of(Preprocessing whole) {
        return new PictureSettings(
                Optional.of(whole.height()),
                Optional.of(whole.width()),
                Optional.of(whole.cropPct()),
                Optional.of(whole.cropMode()),
                Optional.of(whole.interpolation()),
                Optional.of(whole.mean()),
                Optional.of(whole.std()));
    }
}
