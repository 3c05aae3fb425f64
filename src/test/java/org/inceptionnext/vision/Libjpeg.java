package org.inceptionnext.vision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which libjpeg stands under this JDK, as far as the operating system tells. */
final class Libjpeg {
    private Libjpeg() {}

    /**
     * Returns whether the JDK has loaded the system's libjpeg.so (libjpeg-turbo in every Linux distribution of today) instead of
     * the libjpeg 6b inside its own libjavajpeg.so. A picture must have been decoded before.
     */
    static boolean isTurbo() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        return Files.isReadable(maps) && Files.readString(maps).contains("/libjpeg.so");
    }
}
