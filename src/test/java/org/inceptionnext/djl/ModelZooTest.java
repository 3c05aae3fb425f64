package org.inceptionnext.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Application;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ModelZoo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.inceptionnext.fetch.FetchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DJL finds, without a network and without the engine. */
class ModelZooTest {

    @Test
    void listModelsHasAllOfOurs() {
        List<MRL> models = ModelZoo.listModels().getOrDefault(Application.CV.IMAGE_CLASSIFICATION, List.of());
        assertThat(models)
                .filteredOn(mrl -> mrl.getGroupId().equals(InceptionNextModelZoo.GROUP_ID))
                .extracting(MRL::getArtifactId)
                .startsWith("inceptionnext_zepto")
                .contains(
                        "inceptionnext_atto",
                        "inceptionnext_tiny",
                        "inceptionnext_small",
                        "inceptionnext_base",
                        "inceptionnext_base_384");
    }

    @Test
    void artifactCarriesWhatFiltersAndStockTranslatorsRead() throws Exception {
        MRL mrl = zoo().getModelLoader("inceptionnext_base").getMrl();
        Artifact artifact = mrl.match(Map.of("variant", "base", "imageSize", "224", "dataset", "imagenet-1k"));
        assertThat(artifact.getName()).isEqualTo("inceptionnext_base");
        assertThat(artifact.getProperties()).containsEntry("params", "86672136");
        assertThat(artifact.getArguments(Map.of()))
                .containsEntry("resizeShort", "256")
                .containsEntry("centerCrop", true)
                .containsEntry("applySoftmax", true);
        assertThat(artifact.getOptions(Map.of())).containsEntry("hasParameter", "false");
        assertThat(mrl.match(Map.of("variant", "tiny"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "djl://org.inceptionnext/inceptionnext_tiny",
                "djl://org.inceptionnext/inceptionnext_tiny/0.0.1",
                "djl://org.inceptionnext/inceptionnext_tiny/0.0.1/inceptionnext_tiny",
                "djl://org.inceptionnext/inception_next_tiny.sail_in1k?preset=timm&weights=x.pth"
            })
    void djlUrlOfOursIsOurRepository(String url) throws Exception {
        Repository repository = Repository.newInstance("any", url);
        assertThat(repository).isInstanceOf(InceptionNextRepository.class);
        MRL mrl = repository.getResources().get(0);
        assertThat(mrl.toURI())
                .isEqualTo(URI.create("model/cv/image_classification/org/inceptionnext/inceptionnext_tiny/"));
        assertThat(mrl.match(null).getVersion()).isEqualTo("0.0.1");
        assertThat(repository.resolve(mrl, null).getName()).isEqualTo("inceptionnext_tiny");
    }

    @Test
    void queryOfADjlUrlBecomesArguments() throws Exception {
        Repository repository = Repository.newInstance(
                "any", "djl://org.inceptionnext/inceptionnext_tiny?preset=timm&weights=a%20b.pth");
        Artifact artifact = repository.getResources().get(0).match(null);
        assertThat(artifact.getArguments()).containsEntry("preset", "timm").containsEntry("weights", "a b.pth");
    }

    @Test
    void misspeltNameInADjlUrlListsTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repository.newInstance("any", "djl://org.inceptionnext/inceptionnext_tinny"))
                .withMessageStartingWith(
                        "djl://org.inceptionnext: Unknown model 'org.inceptionnext/inceptionnext_tinny'."
                                + " Did you mean inceptionnext_tiny?");
    }

    @Test
    void misspeltNameInTheZooListsTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zoo().getModelLoader("inceptionnext_bse"))
                .withMessageContaining("Did you mean inceptionnext_base");
        assertThat(zoo().getModelLoader("InceptionNeXt-Base").getArtifactId()).isEqualTo("inceptionnext_base");
    }

    /** What DJL's own factory gives, which ours replaces. */
    @Test
    void djlUrlOfOthersResolvesAsBefore() {
        Repository repository = Repository.newInstance("any", "djl://ai.djl.zoo/resnet/0.0.2");
        assertThat(repository.getClass()).isEqualTo(RemoteRepository.class);
        assertThat(repository.getBaseUri()).isEqualTo(URI.create("https://mlrepo.djl.ai/"));
        MRL mrl = repository.getResources().get(0);
        assertThat(mrl).hasToString("djl://ai.djl.zoo/resnet");
        assertThat(mrl.toURI()).isEqualTo(URI.create("model/cv/image_classification/ai/djl/zoo/resnet/"));
        assertThat(mrl.getVersion()).isEqualTo("0.0.2");
        assertThat(Repository.newInstance("any", "djl://ai.djl.zoo/resnet?a=b").getBaseUri())
                .isEqualTo(URI.create("https://mlrepo.djl.ai/?a=b"));
    }

    @Test
    void djlUrlOfNobodyFailsAsBefore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repository.newInstance("any", "djl://com.example/x"))
                .withMessage("ModelZoo not found in classpath: com.example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repository.newInstance("any", "djl://ai.djl.zoo/nothing"))
                .withMessage("Invalid djl URL: djl://ai.djl.zoo/nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repository.newInstance("any", "djl://org.inceptionnext/"))
                .withMessage("Invalid djl URL: djl://org.inceptionnext/");
    }

    @Test
    void unsupportedTypesNameTheSupportedOnes() {
        Criteria<Path, DetectedObjects> criteria = criteria(Path.class, DetectedObjects.class, "inceptionnext_zepto");
        assertThatExceptionOfType(ModelNotFoundException.class)
                .isThrownBy(criteria::loadModel)
                .havingCause()
                .withMessage("InceptionNeXt models do not turn Path into DetectedObjects. They take Image,"
                        + " BufferedImage, byte[], File, Path, URL, String, InputStream, Input and give Classifications,"
                        + " float[], byte[], NDList, Output, in any combination; or NDList to NDList.");
    }

    @Test
    void weightsThatAreNotHereSayWhereTheyAreAndWhatToDo() {
        Criteria<Path, Classifications> criteria = criteria(Path.class, Classifications.class, "inceptionnext_tiny");
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(criteria::loadModel)
                .withMessageStartingWith(
                        "inceptionnext_tiny: the weights are not on this machine, and ai.djl.offline=true"
                                + " forbids to fetch them.")
                .withMessageContaining("inx fetch --from FILE inceptionnext_tiny")
                .withMessageContaining("  https://huggingface.co/timm/inception_next_tiny.sail_in1k/resolve/"
                        + "8452149dceb8b1860d255788ec6a73906da241a5/model.safetensors  (SHA-256 738d3113")
                .withMessageContaining(
                        "  https://github.com/sail-sg/inceptionnext/releases/download/model/inceptionnext_tiny.pth\n")
                .withMessageEndingWith(
                        "--weights FILE for inx, weights=FILE as an argument of Criteria or in a djl:// URL");
    }

    @Test
    void downloadedMeansThatNothingHasToBeFetched() throws Exception {
        Criteria<Path, Classifications> remote = criteria(Path.class, Classifications.class, "inceptionnext_tiny");
        assertThat(remote.isDownloaded()).isFalse();
        assertThatExceptionOfType(FetchException.class).isThrownBy(remote::downloadModel);
        assertThat(remote.isDownloaded()).isFalse();
    }

    private static ModelZoo zoo() {
        return ModelZoo.getModelZoo(InceptionNextModelZoo.GROUP_ID);
    }

    private static <I, O> Criteria<I, O> criteria(Class<I> input, Class<O> output, String artifact) {
        return Criteria.builder()
                .setTypes(input, output)
                .optGroupId(InceptionNextModelZoo.GROUP_ID)
                .optArtifactId(artifact)
                .build();
    }
}
