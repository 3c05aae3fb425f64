package org.inceptionnext.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Cards of models, as another jar may bring them. */
class CardFuzz {
    private static final CardReader READER =
            new CardReader(name -> new Labels(name, List.of("a", "b")), CardReader.Scope.LIBRARY);

    @FuzzTest(maxDuration = "5m")
    void metadata(byte[] json) {
        try {
            String text = new String(json, StandardCharsets.UTF_8);
            assertThat(READER.read(JsonFields.parse(new StringReader(text)))
                            .get(0)
                            .card()
                            .name())
                    .isNotEmpty();
        } catch (MalformedCardException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
