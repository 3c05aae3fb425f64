package org.inceptionnext.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {
    private static final Registry REGISTRY = Registry.builtin();

    @Test
    void everyCardOfTheProjectIsReadAndTheEmbeddedOneComesFirst() {
        assertThat(REGISTRY.problems()).isEmpty();
        assertThat(REGISTRY.cards())
                .extracting(ModelCard::name)
                .startsWith("inceptionnext_zepto")
                .contains(
                        "inceptionnext_atto",
                        "inceptionnext_tiny",
                        "inceptionnext_small",
                        "inceptionnext_base",
                        "inceptionnext_base_384");
    }

    @ParameterizedTest
    @CsvSource({
        "inceptionnext_tiny, inceptionnext_tiny",
        "InceptionNeXt-Tiny, inceptionnext_tiny",
        "inception_next_tiny, inceptionnext_tiny",
        "inception_next_tiny.sail_in1k, inceptionnext_tiny",
        "timm/inception_next_tiny.sail_in1k, inceptionnext_tiny",
        "inceptionnext base 384, inceptionnext_base_384",
        "inception_next_base.sail_in1k_384, inceptionnext_base_384",
        "inception_next_base.sail_in1k, inceptionnext_base"
    })
    void spellingMattersOnlyInLettersAndDigits(String asked, String found) throws Exception {
        assertThat(REGISTRY.find(asked).name()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "inceptionnext_tinny, inceptionnext_tiny",
        "inceptonnext_smal, inceptionnext_small",
        "base, inceptionnext_base",
        "inceptionnext_zeppto, inceptionnext_zepto"
    })
    void misspeltNameListsTheNearest(String asked, String nearest) {
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> REGISTRY.find(asked))
                .withMessageStartingWith("Unknown model '" + asked + "'. Did you mean " + nearest)
                .withMessageContaining("Known models: inceptionnext_zepto, ")
                .satisfies(e -> assertThat(e.suggestions()).startsWith(nearest))
                .satisfies(e -> assertThat(e.name()).isEqualTo(asked));
    }

    @Test
    void nameLikeNoOtherSuggestsNothingButListsWhatThereIs() {
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> REGISTRY.find("resnet50"))
                .withMessageStartingWith("Unknown model 'resnet50'. Known models: inceptionnext_zepto, ");
    }

    @Test
    void unknownTagOfAKnownNetworkIsSaidToBeThat() {
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> REGISTRY.find("inception_next_tiny.sail_in22k"))
                .withMessage(
                        "Unknown weights 'inception_next_tiny.sail_in22k': the network is known, these weights of it"
                                + " are not. Known: inceptionnext_tiny or inception_next_tiny.sail_in1k.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u001b[31mred", "../../etc/passwd"})
    void hostileNameIsEscaped(String name) {
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> REGISTRY.find(name))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void longNameIsCut() {
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> REGISTRY.find("x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600).contains("xxx... (10000 characters)'"));
    }

    /** crop_pct of base: .875 by the authors, .95 by timm; everything else agrees. */
    @Test
    void presetsDifferWhereThePublishersDo() throws Exception {
        ModelCard base = REGISTRY.find("inceptionnext_base");
        assertThat(base.defaultPreset().name()).isEqualTo("upstream");
        assertThat(base.defaultPreset().preprocessing().cropPct()).isEqualTo(0.875);
        assertThat(base.preset("timm")).get().satisfies(timm -> {
            assertThat(timm.preprocessing().cropPct()).isEqualTo(0.95);
            assertThat(timm.accuracy().orElseThrow().top1Percent()).isEqualTo(84.098);
        });
        assertThat(base.preset("torchvision")).isEmpty();
        ModelCard base384 = REGISTRY.find("inceptionnext_base_384");
        assertThat(base384.network()).isEqualTo("inceptionnext_base");
        assertThat(base384.defaultPreset().preprocessing())
                .isEqualTo(base384.preset("timm").orElseThrow().preprocessing())
                .satisfies(p -> assertThat(List.of(p.height(), p.width())).containsExactly(384, 384))
                .satisfies(p -> assertThat(p.cropPct()).isEqualTo(1.0));
    }

    @Test
    void hashesStandOnlyWhereSomeoneStatedThem() throws Exception {
        assertThat(REGISTRY.find("inceptionnext_tiny").weights().sources())
                .extracting(source -> source.sha256().map(Pin::hex).orElse("none"))
                .containsExactly(
                        "738d3113a472e9ebc39eec21f52f8aec32fc479c7fdc4974c696caf0c065bfb6",
                        "83499bcf6bd55e02be0b5f345b4719f06f9e1f94f2b09e5cc69f1bab9fba9637",
                        "none");
        assertThat(REGISTRY.find("inceptionnext_small").weights().sources())
                .allSatisfy(source -> assertThat(source.sha256()).isEmpty());
    }

    @Test
    void sourcesGiveTheAddressesOfTheirFiles() throws Exception {
        assertThat(REGISTRY.find("inceptionnext_tiny").weights().sources())
                .extracting(source -> source.location().url())
                .contains(
                        "https://huggingface.co/timm/inception_next_tiny.sail_in1k/resolve/8452149dceb8b1860d255788ec6a73906da241a5/model.safetensors",
                        "https://github.com/sail-sg/inceptionnext/releases/download/model/inceptionnext_tiny.pth");
    }

    @Test
    void labelsStandInTheOrderOfTheOutputs() throws Exception {
        ModelCard tiny = REGISTRY.find("inceptionnext_tiny");
        assertThat(tiny.labels().name()).isEqualTo("imagenet-1k");
        assertThat(tiny.labels().classNames())
                .hasSize(1000)
                .doesNotHaveDuplicates()
                .startsWith("tench", "goldfish", "great white shark")
                .endsWith("ear", "toilet tissue");
        assertThat(tiny.labels().classNames().subList(281, 286))
                .containsExactly("tabby", "tiger cat", "Persian cat", "Siamese cat", "Egyptian cat");
        ModelCard zepto = REGISTRY.find("inceptionnext_zepto");
        assertThat(zepto.labels().classNames())
                .containsExactly(
                        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
        assertThat(zepto.alias()).isEqualTo(Optional.empty());
        assertThat(zepto.isEmbedded()).isTrue();
        assertThat(tiny.isEmbedded()).isFalse();
    }
}
