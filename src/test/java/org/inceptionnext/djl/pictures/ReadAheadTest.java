package org.inceptionnext.djl.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.vision.DecodeOptions;
import org.inceptionnext.vision.Letterbox;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private static final InputTransform TRANSFORM = InputTransform.pad(Letterbox.square(32), DecodeOptions.DEFAULT);

    private static ReadAhead readAhead() {
        return new ReadAhead(TRANSFORM, 2, false, 2);
    }

    private static Picture picture(int number, Picture.Opener opener) {
        return new Picture("" + number, new PictureOrigin.OfNothing(), opener);
    }

    /** Of what is no picture, as of pictures: slow ones do not let later ones pass. */
    @Test
    void picturesComeInTheirOrderAndNoneIsReadTooFarAhead() {
        AtomicInteger taken = new AtomicInteger();
        Iterator<Picture> pictures = IntStream.range(0, 300)
                .peek(i -> taken.incrementAndGet())
                .mapToObj(i -> picture(i, () -> {
                    if (i % 7 == 0) {
                        Thread.yield();
                    }
                    return new ByteArrayInputStream(new byte[] {1});
                }))
                .iterator();
        int window = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
        try (ReadAhead ahead = readAhead()) {
            for (int i = 0; ahead.fill(pictures); i++) {
                ReadAhead.Prepared prepared = ahead.take();
                assertThat(prepared.picture().name()).isEqualTo("" + i);
                assertThat(prepared).isInstanceOf(ReadAhead.Prepared.Failed.class);
                assertThat(taken.get()).isLessThanOrEqualTo(i + 1 + window);
            }
        }
        assertThat(taken).hasValue(300);
    }

    @Test
    void whatIsNoPicturesFaultReachesTheOneWhoTakes() {
        Iterator<Picture> pictures = IntStream.of(0)
                .mapToObj(i -> picture(i, () -> {
                    throw new ArithmeticException("not of the picture");
                }))
                .iterator();
        try (ReadAhead ahead = readAhead()) {
            assertThat(ahead.fill(pictures)).isTrue();
            assertThatThrownBy(ahead::take)
                    .isInstanceOf(PredictionException.class)
                    .hasCauseInstanceOf(ArithmeticException.class);
        }
    }
}
