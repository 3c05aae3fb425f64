package org.inceptionnext.data.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Archives that other programs wrote of two pictures, one of them with a name of 125 characters: Python's tarfile (PAX headers with
 * comments and attributes; GNU long names) behind python-zstandard (one frame; two frames without their sizes), Info-ZIP 3.0 (to a
 * pipe, so that sizes stand behind the data; with zip64 fields), and webdataset 1.0.2.
 */
class ForeignArchiveTest {
    private static final String LONG_NAME = "n".repeat(120) + "\u00e9.png";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tarfile-pax.tar.zst",
                "tarfile-gnu-two-frames.tar.zst",
                "infozip-stream.zip",
                "infozip-zip64.zip"
            })
    void picturesHaveTheirNamesAndPixels(String archive) throws Exception {
        assertThat(pictures(archive)).containsExactlyInAnyOrder(LONG_NAME + " 10", "two words.png 200");
    }

    @Test
    void picturesOfAWebDatasetShardStandBesideTheirLabels() throws Exception {
        assertThat(pictures("webdataset.tar.gz")).containsExactly("sample0000.png 10", "sample0001.png 200");
    }

    /** Name and first sample of each. */
    private static List<String> pictures(String archive) throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(ForeignArchiveTest.class.getResource("foreign/" + archive), archive)
                .toURI());
        List<String> pictures = new ArrayList<>();
        try (PictureWalk walk = PictureSource.of(List.of(file.toString())).walk()) {
            while (walk.hasNext()) {
                var picture = walk.next();
                byte[] rgb = ImageDecoder.decode(picture.bytes(), picture.name(), DecodeOptions.DEFAULT)
                        .rgb();
                pictures.add(picture.name().substring(file.toString().length() + 1) + " " + (rgb[0] & 0xff));
            }
        }
        return pictures;
    }
}
