package org.inceptionnext.djl;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.List;

/** A user's program: prints the class of a picture. With {@code register} it does what a jar without our services needs. */
public final class PackagedProgram {
    private PackagedProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("register")) {
            ModelZoo.registerModelZoo(new InceptionNextZooProvider());
        }
        Criteria<Path, Classifications> criteria = Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelUrls("djl://org.inceptionnext/inceptionnext_zepto")
                .build();
        try (ZooModel<Path, Classifications> model = criteria.loadModel();
                Predictor<Path, Classifications> predictor = model.newPredictor()) {
            System.out.println(predictor.predict(Path.of(arguments[0])).best().getClassName());
        }
    }
}
