package org.inceptionnext.bench;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.CenterCrop;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;

/**
 * What a user of DJL alone writes: one picture through a TorchScript file, with DJL's own translator. The rival of {@code inx
 * classify} in {@code bench/startup/run}.
 *
 * <p>Arguments: the TorchScript file, a file of class names, the picture.
 */
public final class StockClassify {
    private static final int SIZE = 64;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    private StockClassify() {}

    /** Prints the classes of one picture. */
    public static void main(String[] args) throws Exception {
        ImageClassificationTranslator translator = ImageClassificationTranslator.builder()
                .addTransform(new Resize(SIZE))
                .addTransform(new CenterCrop(SIZE, SIZE))
                .addTransform(new ToTensor())
                .addTransform(new Normalize(MEAN, STD))
                .optSynsetUrl(Path.of(args[1]).toUri().toString())
                .optApplySoftmax(true)
                .build();
        Criteria<Image, Classifications> criteria = Criteria.builder()
                .optApplication(Application.CV.IMAGE_CLASSIFICATION)
                .setTypes(Image.class, Classifications.class)
                .optModelPath(Path.of(args[0]))
                .optEngine("PyTorch")
                .optTranslator(translator)
                .build();
        try (ZooModel<Image, Classifications> model = criteria.loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor()) {
            System.out.println(predictor.predict(ImageFactory.getInstance().fromFile(Path.of(args[2]))));
        }
    }
}
