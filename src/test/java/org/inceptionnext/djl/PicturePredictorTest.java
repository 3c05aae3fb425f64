package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.djl.pictures.InputTransform;
import org.inceptionnext.djl.pictures.PicturePredictor;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.djl.pictures.PictureResult.Answered;
import org.inceptionnext.djl.pictures.PictureResult.Failed;
import org.inceptionnext.djl.pictures.PictureResults;
import org.inceptionnext.djl.pictures.PredictionException;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecodingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PicturePredictorTest {
    private static final Path CAT = Path.of("docs/images/cat.png");

    @TempDir
    Path folder;

    private static ZooModel<Path, Classifications> zepto() throws IOException, ModelException {
        return Models.criteria("inceptionnext_zepto", Path.class, Classifications.class)
                .build()
                .loadModel();
    }

    /** Twenty cats, the fifth of which is a text. */
    private void twentyFiles() throws IOException {
        for (int i = 0; i < 20; i++) {
            Path file = folder.resolve(String.format("%02d.png", i));
            if (i == 4) {
                Files.writeString(file, "no picture");
            } else {
                Files.copy(CAT, file);
            }
        }
        Files.writeString(folder.resolve("notes.txt"), "none either");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 64})
    void everyPictureHasAResultInItsOrder(int batchSize) throws Exception {
        twentyFiles();
        try (ZooModel<Path, Classifications> model = zepto();
                Predictor<Path, Classifications> one = model.newPredictor();
                PicturePredictor<Classifications> many =
                        PicturePredictor.of(model).batchSize(batchSize);
                PictureResults<Classifications> results = many.predict(PictureSource.of(List.of(folder.toString())))) {
            Classifications alone = one.predict(CAT);
            List<String> names = new ArrayList<>();
            for (PictureResult<Classifications> result : results) {
                names.add(Path.of(result.picture().name()).getFileName().toString());
                if (result instanceof Answered<Classifications> answered) {
                    assertThat(answered.answer().best().getProbability())
                            .isCloseTo(alone.best().getProbability(), within(1e-5));
                    assertThat(answered.pixels()).isEmpty();
                } else {
                    assertThat(((Failed<Classifications>) result).cause()).isInstanceOf(ImageDecodingException.class);
                    assertThat(names).hasSize(5);
                }
            }
            assertThat(names).hasSize(20).isSorted();
            assertThat(results.passedOver().count()).isEqualTo(1);
        }
    }

    @Test
    void resultsAreAStreamThatReadsNoFurtherThanItMust() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            names.add(CAT.toString());
        }
        AtomicInteger loads = new AtomicInteger();
        try (ZooModel<Path, Classifications> model = zepto();
                PicturePredictor<Classifications> many =
                        PicturePredictor.of(model).batchSize(2);
                PictureResults<Classifications> results = many.predict(PictureSource.of(names))) {
            assertThat(results.stream().limit(3).peek(result -> loads.incrementAndGet()))
                    .hasSize(3);
            assertThat(loads).hasValue(3);
        }
    }

    @Test
    void pixelsAreKeptIfAskedFor() throws Exception {
        try (ZooModel<Path, Classifications> model = zepto();
                PicturePredictor<Classifications> many =
                        PicturePredictor.of(model).keepingPixels();
                PictureResults<Classifications> results = many.predict(PictureSource.of(List.of(CAT.toString())))) {
            assertThat(((Answered<Classifications>) results.next()).pixels())
                    .hasValueSatisfying(pixels -> assertThat(pixels.width()).isEqualTo(451));
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void modelIsLoadedOnlyWhenAPictureIsThere() throws Exception {
        ModelCard card = Registry.builtin().find("inceptionnext_zepto");
        InputTransform transform = InputTransform.crop(card.defaultPreset().preprocessing(), DecodeOptions.DEFAULT);
        AtomicInteger loads = new AtomicInteger();
        PicturePredictor.ModelSource<Classifications> source = () -> {
            loads.incrementAndGet();
            return zepto();
        };
        try (PicturePredictor<Classifications> many = PicturePredictor.loading(transform, source)) {
            Path none = folder.resolve("none.png");
            try (PictureResults<Classifications> results =
                    many.predict(PictureSource.of(List.of(none.toString(), none.toString())))) {
                assertThat(results.stream()).hasSize(2).allMatch(Failed.class::isInstance);
            }
            assertThat(loads).hasValue(0);
            try (PictureResults<Classifications> results =
                    many.predict(PictureSource.of(List.of(none.toString(), CAT.toString(), CAT.toString())))) {
                assertThat(results.next()).isInstanceOf(Failed.class);
                assertThat(loads).hasValue(0);
                assertThat(results.stream()).hasSize(2).allMatch(Answered.class::isInstance);
            }
            assertThat(loads).hasValue(1);
        }
    }

    @Test
    void modelThatCannotBeLoadedIsNoPicturesFault() throws Exception {
        ModelCard card = Registry.builtin().find("inceptionnext_zepto");
        InputTransform transform = InputTransform.crop(card.defaultPreset().preprocessing(), DecodeOptions.DEFAULT);
        ModelNotFoundException missing = new ModelNotFoundException("not here");
        try (PicturePredictor<Classifications> many = PicturePredictor.loading(transform, () -> {
                    throw missing;
                });
                PictureResults<Classifications> results = many.predict(PictureSource.of(List.of(CAT.toString())))) {
            assertThatExceptionOfType(PredictionException.class)
                    .isThrownBy(results::next)
                    .withMessage("not here")
                    .withCause(missing);
        }
    }

    @Test
    void embeddingsAreThoseOfAPredictor() throws Exception {
        try (ZooModel<Path, float[]> model = Models.criteria("inceptionnext_zepto", Path.class, float[].class)
                        .build()
                        .loadModel();
                Predictor<Path, float[]> one = model.newPredictor();
                PicturePredictor<float[]> many = PicturePredictor.of(model);
                PictureResults<float[]> results = many.predict(PictureSource.of(List.of(CAT.toString())))) {
            assertThat(((Answered<float[]>) results.next()).answer()).containsExactly(one.predict(CAT));
        }
    }

    @Test
    void modelWithAForeignTranslatorIsRefused() throws Exception {
        try (ZooModel<Image, Classifications> model = Models.criteria(
                        "inceptionnext_zepto", Image.class, Classifications.class)
                .optTranslatorFactory(new ImageClassificationTranslatorFactory())
                .build()
                .loadModel()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PicturePredictor.of(model))
                    .withMessageEndingWith(
                            "load it with this library's own translator factory, and an input type such as" + " Path");
        }
    }
}
