package org.inceptionnext.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.inceptionnext.network.InceptionNext.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantFileTest {
    private static final String ROW =
            "nano: {depths: [1, 2, 3, 4], dims: [8, 16, 32, 64], squareKernel: 3, bandKernel: 7,"
                    + " branchRatio: 0.25, mlpRatios: [4, 4, 4, 3], headMlpRatio: 3, numClasses: 5}";

    @Test
    void rowIsAVariant() {
        assertThat(read(ROW))
                .containsExactly(new Variant(
                        "nano", List.of(1, 2, 3, 4), List.of(8, 16, 32, 64), 3, 7, 0.25, List.of(4, 4, 4, 3), 3, 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "depths: [1, 2, 3, 4] | depths: [1, 2, 3] | depths must be 4 positive integers, one for each stage, but is [1, 2, 3]",
                "depths: [1, 2, 3, 4] | depths: [1, 0, 3, 4] | depths must be 4 positive integers, one for each stage, but is [1, 0, 3, 4]",
                "dims: [8, 16, 32, 64] | dims: 8 | dims must be 4 positive integers, one for each stage, but is 8",
                "dims: [8, 16, 32, 64] | dims: [3, 16, 32, 64] | branchRatio 0.25 leaves no channel of a stage with 3 to a branch",
                "squareKernel: 3 | squareKernel: 4 | squareKernel must be an odd number (the padding on both sides is the same), but is 4",
                "bandKernel: 7 | bandKernel: -7 | bandKernel must be a positive integer, but is -7",
                "branchRatio: 0.25 | branchRatio: 0.5 | branchRatio must be a number above 0 and below 1/3 (three branches take it each), but is 0.5",
                "headMlpRatio: 3 | headMlpRatio: wide | headMlpRatio must be a positive integer, but is wide",
                "numClasses: 5 | classes: 5 | unknown key \"classes\"; the keys are [bandKernel, branchRatio, depths, dims, headMlpRatio, mlpRatios, numClasses, squareKernel]",
                ", numClasses: 5 | '' | numClasses must be a positive integer, but is null",
            })
    void wrongCellIsNamedWithItsRow(String right, String wrong, String problem) {
        assertThatThrownBy(() -> read(ROW.replace(right, wrong)))
                .isInstanceOf(ZooFormatException.class)
                .hasMessage("zoo/test.yaml, row nano: " + problem);
    }

    @Test
    void rowThatIsNoTableIsNamed() {
        assertThatThrownBy(() -> read("nano: 3"))
                .hasMessageStartingWith("zoo/test.yaml, row nano: expected the keys [bandKernel, ");
    }

    @Test
    void fileWithoutRowsSaysWhatARowIs() {
        assertThatThrownBy(() -> read("[]"))
                .hasMessage("zoo/test.yaml: expected rows of the form \"name: {depths: [...], ...}\"");
    }

    @Test
    void brokenYamlIsReportedWithItsLine() {
        assertThatThrownBy(() -> read(ROW + "\nnano: [}"))
                .isInstanceOf(ZooFormatException.class)
                .hasMessageStartingWith("zoo/test.yaml is not YAML: ")
                .hasMessageContaining("line 2");
    }

    @Test
    void secondRowOfOneNameIsRefused() {
        assertThatThrownBy(() -> read(ROW + "\n" + ROW))
                .isInstanceOf(ZooFormatException.class)
                .hasMessageContaining("duplicate key nano");
    }

    /** YAML tags can name Java classes; the safe loader refuses them. */
    @Test
    void tagThatNamesAClassIsRefused() {
        assertThatThrownBy(() -> read("nano: !!java.net.URL [http://localhost]"))
                .isInstanceOf(ZooFormatException.class)
                .hasMessageStartingWith("zoo/test.yaml is not YAML: ");
    }

    private static List<Variant> read(String yaml) {
        return VariantFile.read("zoo/test.yaml", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
